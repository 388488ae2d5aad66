import type { Operations } from './api.ts'
import type { Environment } from './environment.ts'
import { type Gateway, toGatewayError } from './gateway.ts'
import { defaultRetries } from './retry.ts'
import { SignpostError } from './signpost-error.ts'

/** The options of a URL: `bucket`, `key`, `type` and the options of the type. */
export type SignOptions = Omit<Operations['signedUrl']['options'], 'redirect'>

/** A signed URL. Send `method` and `headers` unchanged. */
export type SignedUrl = Operations['signedUrl']['result']

/** Signs URLs. All calls within one tick share a request. */
export interface UrlSigner {
  /** @throws SignpostError */
  sign(options: SignOptions, how?: { readonly retries: number }): Promise<SignedUrl>
  /** Returns the URLs in the order of the options, with an error in place of each refused URL. @throws SignpostError if there was no decision */
  signMany(options: readonly SignOptions[]): Promise<(SignedUrl | SignpostError)[]>
  /** Drops a URL that did not work from the cache. */
  forget(options: SignOptions): void
}

/** The most entries of a batch. With keys of usual length it stays far below the gateway's 256 KiB. A batch that is too large is halved. */
const maxEntries = 500

/** A URL that expires within this time is no longer returned. */
const marginMs = 30_000

/** The largest number of cached URLs. */
const maxRemembered = 1000

interface Waiting {
  readonly options: SignOptions
  readonly retries: number
  resolve(signed: SignedUrl): void
  reject(error: unknown): void
}

/** Whether URLs are cached. A URL for reading can be reused, but an upload's URL is used once. */
function isRemembered({ type = 'get' }: SignOptions): boolean {
  return type === 'get' || type === 'head'
}

/** Creates a signer for one gateway. */
export function createUrlSigner(gateway: Gateway, environment: Environment): UrlSigner {
  const remembered = new Map<string, { readonly signed: Promise<SignedUrl>; endsAt: number }>()
  let waiting: Waiting[] = []

  /** Sends one request for all calls since the last tick. */
  async function flush(): Promise<void> {
    const all = waiting
    waiting = []
    for (let first = 0; first < all.length; first += maxEntries) void signBatch(all.slice(first, first + maxEntries))
  }

  async function signBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const [only] = batch
      const how = { retries: Math.max(...batch.map(({ retries }) => retries)) }
      if (only !== undefined && batch.length === 1)
        return only.resolve(await gateway.call('signedUrl', only.options, how))
      const requests = batch.map(({ options }) => options)
      const { results } = await gateway.call('signedUrls', { requests }, how)
      for (const [index, { resolve, reject }] of batch.entries()) {
        const { error, ...signed } = results[index] ?? {}
        if (error === undefined) resolve(signed as SignedUrl)
        else reject(toGatewayError(error, error.status))
      }
    } catch (thrown) {
      const code = thrown instanceof SignpostError && batch.length > 1 ? thrown.code : undefined
      if (code === 'payload_too_large') {
        const half = Math.ceil(batch.length / 2)
        void signBatch(batch.slice(0, half))
        return void signBatch(batch.slice(half))
      }
      for (const entry of batch) {
        // A single invalid entry makes the gateway refuse the whole batch, so each entry is then sent on its own.
        if (code === 'invalid_request') void signBatch([entry])
        else entry.reject(thrown)
      }
    }
  }

  function enqueue(options: SignOptions, retries = defaultRetries): Promise<SignedUrl> {
    return new Promise((resolve, reject) => {
      if (waiting.push({ options, retries, resolve, reject }) === 1) environment.setTimer(flush, 0)
    })
  }

  function sign(options: SignOptions, { retries = defaultRetries } = {}): Promise<SignedUrl> {
    if (!isRemembered(options)) return enqueue(options, retries)
    const name = nameOf(options)
    const known = remembered.get(name)
    if (known !== undefined && environment.now() < known.endsAt) return known.signed
    const entry = { signed: enqueue(options), endsAt: Number.POSITIVE_INFINITY }
    remembered.delete(name)
    remembered.set(name, entry)
    const [oldest] = remembered.keys()
    if (oldest !== undefined && remembered.size > maxRemembered) remembered.delete(oldest)
    entry.signed.then(
      ({ expiresAt }) => {
        entry.endsAt = gateway.toLocalTime(expiresAt) - marginMs
      },
      () => remembered.get(name) === entry && remembered.delete(name),
    )
    return entry.signed
  }

  return {
    sign,
    signMany: (list) =>
      Promise.all(
        list.map((options) =>
          sign(options).catch((thrown: unknown) => {
            if (thrown instanceof SignpostError && thrown.status !== undefined) return thrown
            throw thrown
          }),
        ),
      ),
    forget: (options) => void remembered.delete(nameOf(options)),
  }
}

/** Returns the cache key: the same text for the same options in any order. */
function nameOf(options: SignOptions): string {
  const names = Object.keys(options) as (keyof SignOptions)[]
  return JSON.stringify(names.sort().flatMap((name) => (options[name] === undefined ? [] : [name, options[name]])))
}
