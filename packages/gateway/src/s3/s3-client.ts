import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Agent } from 'undici'
import { type AddressPolicy, isAddressAllowed, parseEndpointHost } from './endpoint-address.ts'

/** The parts of an S3 answer that a probe looks at. */
export interface S3Response {
  readonly status: number
  /** `Code` of the error document; undefined when there is none. */
  readonly errorCode: string | undefined
  /** The bucket's region, as S3 tells it in a header or in the error document; not checked. */
  readonly region: string | undefined
  /** The server's time, epoch milliseconds. */
  readonly serverTime: number | undefined
}

/** Sends signed requests to S3. */
export interface S3Client {
  /**
   * Sends one request, follows no redirect and reads no more than the beginning of the answer.
   * @throws Error when there is no answer within 2 s, or when the address may not be connected to
   */
  send(method: 'GET' | 'HEAD', url: string): Promise<S3Response>
  close(): Promise<void>
}

const timeoutMs = 2000
/** An error document has a few hundred bytes; a listing of one object has under 4 KiB. */
const maxBodyBytes = 16 * 1024

/**
 * The gateway's own S3 client: keep-alive, and never a connection to an address that the policy does not allow.
 * @param resolve how names become addresses
 */
export function createS3Client(policy: AddressPolicy, resolve: typeof lookup = lookup): S3Client {
  let agent: Agent | undefined

  function openAgent(Opened: typeof Agent): Agent {
    return new Opened({
      connections: 16,
      connect: { timeout: timeoutMs, lookup: createGuardedLookup(policy, resolve) },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
  }

  return {
    async send(method, url) {
      const host = parseEndpointHost(url)
      // An IP address is connected to without a look-up, so it is checked here.
      if (isIP(host) !== 0 && !isAddressAllowed(host, host, policy)) throw createAddressError()
      // Loaded at the first question: a start need not wait for it.
      const undici = await import('undici')
      agent ??= openAgent(undici.Agent)
      const answer = await undici.request(url, { method, dispatcher: agent, signal: AbortSignal.timeout(timeoutMs) })
      const body = await readStart(answer.body)
      return {
        status: answer.statusCode,
        errorCode: findElement(body, 'Code'),
        region: readHeader(answer.headers['x-amz-bucket-region']) ?? findElement(body, 'Region'),
        serverTime: readTime(readHeader(answer.headers.date)),
      }
    },
    close: async () => agent?.destroy(),
  }
}

/** Checks what a name resolves to at the moment of the connection, so that DNS cannot change in between. */
function createGuardedLookup(policy: AddressPolicy, resolve: typeof lookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
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

function createAddressError(): Error {
  return Object.assign(new Error('The endpoint has an address that is not allowed'), {
    code: 'ERR_ADDRESS_NOT_ALLOWED',
  })
}

async function readStart(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= maxBodyBytes) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBodyBytes)
}

/** One element of an error document. Its plain text is all that is needed, so no XML parser meets a stranger's XML. */
function findElement(body: string, name: 'Code' | 'Region'): string | undefined {
  return new RegExp(`<${name}>([A-Za-z0-9-]{1,64})</${name}>`).exec(body)?.[1]
}

function readHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function readTime(date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}
