import { lookup } from 'node:dns'
import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import { findRegionProblem } from '@signpost/presign'
import type { Dispatcher } from 'undici'
import { isAddressAllowed, parseEndpointHost } from './endpoint-address.ts'
import {
  checkBehindProxy,
  connectTimeoutMs,
  createAddressError,
  mostConnections,
  openDispatcher,
  type S3ClientOptions,
} from './s3-connections.ts'
import { findErrorText, S3Unreachable } from './s3-error.ts'
import type { S3Request, S3Response } from './s3-request.ts'
import { parseXml } from './s3-xml.ts'
import { type ConnectionFailure, findAddress, findReason } from './unreachable-reason.ts'

/** A signed request, ready to send. */
export interface SignedS3Request {
  /** `OPTIONS` is the preflight that a browser sends before it lets a web page send a request (`preflight.ts`). */
  readonly method: S3Request<unknown>['method'] | 'OPTIONS'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** How long the whole response may take. */
  readonly timeoutMs: number
  /** A longer body is not read to its end, and counts as no document. */
  readonly maxBodyBytes: number
  readonly signal?: AbortSignal | undefined
}

/** Sends signed requests to S3. */
export interface S3Client {
  /**
   * Sends one request and follows no redirect.
   * @throws S3Unreachable when there is no response in time, or when the policy does not allow the address; the reason of `signal` when
   * that is aborted
   */
  send(request: SignedS3Request): Promise<S3Response>
  close(): Promise<void>
}

type Undici = typeof import('undici')

const require = createRequire(import.meta.url)

/** Builds the gateway's own S3 client. It keeps connections alive, and never connects to an address that the policy does not allow. */
export function createS3Client(options: S3ClientOptions): S3Client {
  const { resolve = lookup, ...policy } = options
  const proxies = [policy.httpsProxy, policy.httpProxy].flatMap((proxy) =>
    proxy === undefined ? [] : [new URL(proxy)],
  )
  let dispatcher: Dispatcher | undefined
  /** How many requests are in flight, by origin. */
  const underWay = new Map<string, number>()

  return {
    async send({ url, timeoutMs, maxBodyBytes, signal, body = null, ...request }) {
      const host = parseEndpointHost(url)
      const { origin } = new URL(url)
      const before = underWay.get(origin) ?? 0
      underWay.set(origin, before + 1)
      try {
        // A connection to an IP address makes no look-up, so the address is checked here.
        if (isIP(host) !== 0 && !isAddressAllowed(host, host, policy)) throw createAddressError()
        if (proxies.length > 0) await checkBehindProxy(host, policy, resolve)
        // Loaded at the first request, so that a start need not wait for it. A file that `import()` once could not read, for lack of file
        // descriptors, it never reads again. The timeout begins only after loading, so that S3 has all of its time.
        const undici: Undici = require('undici')
        dispatcher ??= openDispatcher(undici, policy, resolve)
        const timeout = AbortSignal.timeout(timeoutMs)
        const ended = signal === undefined ? timeout : AbortSignal.any([signal, timeout])
        const sending = undici.request(url, {
          ...request,
          body,
          dispatcher,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal: ended,
        })
        // While a request waits for a connection, undici does not look at its signal.
        const response = await Promise.race([sending, rejectWhenAborted(ended)])
        const text = await readText(response.body, maxBodyBytes)
        const isPlain = url.startsWith('http:')
        if (isPlain && response.statusCode === 400 && isTlsNotice(text))
          throw new S3Unreachable('plain_on_tls_port', { place: new URL(url).host })
        const read = {
          status: response.statusCode,
          headers: pickValues(response.headers),
          body: toDocument(text),
          bucketRegion: undefined,
        }
        return { ...read, bucketRegion: readBucketRegion(read) }
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason
        throw createUnreachable(error, url, { timeoutMs, proxies, isQueued: before >= mostConnections })
      } finally {
        const left = (underWay.get(origin) ?? 1) - 1
        if (left === 0) underWay.delete(origin)
        else underWay.set(origin, left)
      }
    },
    close: async () => dispatcher?.destroy(),
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

type UnreachableContext = Pick<SignedS3Request, 'timeoutMs'> & { proxies: readonly URL[]; isQueued: boolean }

/** Makes an error for a known kind of failure. It does not use the text of the original error, which could contain the signed URL. */
function createUnreachable(
  error: unknown,
  url: string,
  { timeoutMs, proxies, isQueued }: UnreachableContext,
): S3Unreachable {
  if (error instanceof S3Unreachable && error.cause !== undefined) return error
  const { protocol, host, hostname, port } = new URL(url)
  const failure = error as ConnectionFailure
  const code = typeof failure.code === 'string' ? failure.code : failure.name
  const reason = findReason(failure, { isPlain: protocol === 'http:', proxies })
  const found = findAddress(failure)
  const origin = port === '' ? `${hostname}:${protocol === 'http:' ? 80 : 443}` : host
  const status = /^Proxy response \((\d{3})\)/.exec(failure.message ?? '')?.[1]
  const place = [
    origin,
    ...(found === undefined || `${found.address}:${found.port}` === origin
      ? []
      : [`at ${found.address}:${found.port}`]),
    ...(status === undefined ? [] : [`the proxy answered ${status}`]),
  ].join(', ')
  if (reason !== 'timed_out') return new S3Unreachable(reason, { code, place })
  const afterSeconds = (code === 'UND_ERR_CONNECT_TIMEOUT' ? connectTimeoutMs : timeoutMs) / 1000
  return new S3Unreachable(reason, { code, place, afterSeconds, isQueued })
}

/** Whether a text is what nginx, Go's servers and others say in plain text to a request without TLS. */
function isTlsNotice(text: string | undefined): boolean {
  return text !== undefined && /\bHTTPS (?:port|server)\b/i.test(text.slice(0, 1000))
}

/** @returns undefined when the text is longer than `maxBytes` */
async function readText(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    // Leaving the loop ends the stream.
    if (length > maxBytes) return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

function toDocument(text: string | undefined): S3Response['body'] {
  if (text === undefined) return { problem: 'is too long' }
  if (text === '') return { problem: 'is empty' }
  return parseXml(text) ?? { problem: 'is not an XML document' }
}

function pickValues(headers: Readonly<Record<string, string | string[] | undefined>>): S3Response['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      // A browser joins repeated CORS headers to one list, and refuses an origin that came twice.
      const isList = name.startsWith('access-control-')
      const picked = Array.isArray(value) ? (isList ? value.join(', ') : value[0]) : value
      return picked === undefined ? [] : [[name, picked]]
    }),
  )
}

/** Reads the bucket's region. A region becomes a part of a host name, so the answer of S3 is checked like the input of a user. */
function readBucketRegion(response: S3Response): string | undefined {
  const region = response.headers['x-amz-bucket-region'] ?? findErrorText(response, 'Region')
  return region !== undefined && findRegionProblem(region) === undefined ? region : undefined
}
