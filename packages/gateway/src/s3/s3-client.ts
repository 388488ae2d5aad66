import { lookup } from 'node:dns'
import { createRequire } from 'node:module'
import { isIP, type LookupFunction } from 'node:net'
import { findRegionProblem } from '@signpost/presign'
import type { Agent, Dispatcher } from 'undici'
import { type AddressPolicy, findLookupName, isAddressAllowed, parseEndpointHost } from './endpoint-address.ts'
import { findErrorText, S3Unreachable } from './s3-error.ts'
import type { S3Request, S3Response } from './s3-request.ts'
import { parseXml } from './s3-xml.ts'

/** A signed request, ready to send. */
export interface SignedS3Request {
  readonly method: S3Request<unknown>['method']
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** For the whole response. */
  readonly timeoutMs: number
  /** A longer body is not read to its end, and is no document. */
  readonly maxBodyBytes: number
  readonly signal?: AbortSignal | undefined
}

/** Sends signed requests to S3. */
export interface S3Client {
  /**
   * Sends one request and follows no redirect.
   * @throws S3Unreachable when there is no response in time, or when the address may not be connected to; the reason of
   * `signal` when that is aborted
   */
  send(request: SignedS3Request): Promise<S3Response>
  close(): Promise<void>
}

type Undici = typeof import('undici')

const connectTimeoutMs = 2000

const require = createRequire(import.meta.url)

/**
 * The gateway's own S3 client: keep-alive, and never a connection to an address that the policy does not allow.
 * @param resolve how names become addresses
 */
export function createS3Client(policy: AddressPolicy, resolve: typeof lookup = lookup): S3Client {
  let dispatcher: Dispatcher | undefined

  return {
    async send({ url, timeoutMs, maxBodyBytes, signal, body = null, ...request }) {
      const host = parseEndpointHost(url)
      // An IP address is connected to without a look-up, so it is checked here.
      if (isIP(host) !== 0 && !isAddressAllowed(host, host, policy)) throw createAddressError()
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        // Loaded at the first request: a start need not wait for it. What `import()` could not read once, for want of file
        // descriptors, it never reads again.
        const undici: Undici = require('undici')
        dispatcher ??= openDispatcher(undici, policy, resolve)
        const response = await undici.request(url, {
          ...request,
          body,
          dispatcher,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        })
        const read = {
          status: response.statusCode,
          headers: pickFirstValues(response.headers),
          body: await readDocument(response.body, maxBodyBytes),
          bucketRegion: undefined,
        }
        return { ...read, bucketRegion: readBucketRegion(read) }
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason
        throw createUnreachable(error, timeoutMs)
      }
    },
    close: async () => dispatcher?.destroy(),
  }
}

/** The only place where connections are configured; one that goes through a proxy would be made here. */
function openDispatcher({ Agent }: Undici, policy: AddressPolicy, resolve: typeof lookup): Agent {
  return new Agent({
    connections: 16,
    connect: { timeout: connectTimeoutMs, lookup: createGuardedLookup(policy, resolve) },
  })
}

/** Checks what a name resolves to at the moment of the connection, so that DNS cannot change in between. */
function createGuardedLookup(policy: AddressPolicy, resolve: typeof lookup): LookupFunction {
  return (host, options, callback) => {
    resolve(findLookupName(host), { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      if (!addresses.every(({ address }) => isAddressAllowed(address, host, policy))) {
        return callback(createAddressError(), [])
      }
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family)
    })
  }
}

function createAddressError(): S3Unreachable {
  return new S3Unreachable('its endpoint has a private address, which is not allowed here', 'ERR_ADDRESS_NOT_ALLOWED')
}

/** Only kinds of failures that are known are told apart; an error's own text could hold the signed URL. */
function createUnreachable(error: unknown, timeoutMs: number): S3Unreachable {
  if (error instanceof S3Unreachable) return error
  const { name, code } = error as { name?: string; code?: unknown }
  // A timeout's `code` is a number.
  const word = typeof code === 'string' ? code : name
  if (word === 'UND_ERR_CONNECT_TIMEOUT') return createTimeoutError(connectTimeoutMs, word)
  if (word !== undefined && timeoutWords.has(word)) return createTimeoutError(timeoutMs, word)
  return new S3Unreachable(undefined, word)
}

/** Of the time for the whole response: the signal's, and undici's own two. */
const timeoutWords: ReadonlySet<string> = new Set(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

function createTimeoutError(timeoutMs: number, word: string): S3Unreachable {
  return new S3Unreachable(`S3 did not answer within ${timeoutMs / 1000} seconds`, word, true)
}

async function readDocument(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<S3Response['body']> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    // To leave the loop ends the stream.
    if (length > maxBytes) return { problem: 'is too long' }
  }
  if (length === 0) return { problem: 'is empty' }
  return parseXml(Buffer.concat(chunks).toString('utf8')) ?? { problem: 'is no XML document' }
}

function pickFirstValues(headers: Readonly<Record<string, string | string[] | undefined>>): S3Response['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value
      return first === undefined ? [] : [[name, first]]
    }),
  )
}

/** A region becomes a part of a host name, so what S3 says is checked like what a person says. */
function readBucketRegion(response: S3Response): string | undefined {
  const region = response.headers['x-amz-bucket-region'] ?? findErrorText(response, 'Region')
  return region !== undefined && findRegionProblem(region) === undefined ? region : undefined
}
