import type { IncomingMessage, ServerResponse } from 'node:http'
import { S3Refusal } from './s3-request.ts'

/** The names of this machine, with or without a port. */
const localHost = String.raw`(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::(?<port>\d+))?`
const hostPattern = new RegExp(`^${localHost}$`, 'i')
/** The origin of a web page that this machine serves, such as the gateway's own or a developer's. */
const originPattern = new RegExp(`^https?://${localHost}$`, 'i')

/**
 * Refuses a request for another host. A web page whose name was made to resolve to 127.0.0.1 (DNS rebinding) sends its own host.
 * @throws S3Refusal `AccessDenied`
 */
export function checkHost({ headersDistinct, socket }: IncomingMessage): void {
  const [host = '', ...others] = headersDistinct.host ?? []
  const match = hostPattern.exec(host)
  const port = Number(match?.groups?.port ?? 80)
  if (match !== null && others.length === 0 && port === socket.localPort) return
  throw new S3Refusal(403, 'AccessDenied', 'The sandbox answers only to names of this machine.')
}

/** Lets web pages that this machine serves read the response. Without an `Origin`, no header is added. */
export function allowLocalOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('vary', 'Origin')
  if (!originPattern.test(headers.origin)) return
  response.setHeader('access-control-allow-origin', headers.origin)
  response.setHeader('access-control-expose-headers', 'ETag')
}

/** The methods that a web page may use with a signed URL. */
const pageMethods = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE']

/**
 * Answers a preflight (https://fetch.spec.whatwg.org/#cors-preflight-request).
 * @throws S3Refusal `AccessForbidden` for another web page, or for a request that no web page needs
 */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  const asked = headers['access-control-request-headers']?.toLowerCase() ?? ''
  const isAllowed =
    originPattern.test(headers.origin ?? '') &&
    pageMethods.includes(headers['access-control-request-method'] ?? '') &&
    /^[a-z0-9-, ]*$/.test(asked)
  if (!isAllowed) {
    throw new S3Refusal(
      403,
      'AccessForbidden',
      'CORSResponse: the sandbox is only for web pages that this machine serves.',
    )
  }
  response.writeHead(200, {
    'access-control-allow-methods': pageMethods.join(', '),
    ...(asked === '' ? {} : { 'access-control-allow-headers': asked }),
  })
  response.end()
}
