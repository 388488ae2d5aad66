import type { IncomingMessage, ServerResponse } from 'node:http'
import { S3Refusal } from './s3-refusal.ts'

/** What a page may do with a signed URL. */
const pageMethods = ['GET', 'PUT', 'HEAD']

/** A page that this machine serves: such as the gateway's own, or a developer's. */
const localOrigin = /^https?:\/\/(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i

/** Lets pages that this machine serves read the answer; without an `Origin` nothing is said. */
export function allowLocalOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return
  response.setHeader('vary', 'Origin')
  if (!localOrigin.test(headers.origin)) return
  response.setHeader('access-control-allow-origin', headers.origin)
  response.setHeader('access-control-expose-headers', 'ETag')
}

/**
 * Answers a preflight (https://fetch.spec.whatwg.org/#cors-preflight-request).
 * @throws S3Refusal `AccessForbidden` for another page, or for what no page needs
 */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  const asked = headers['access-control-request-headers']?.toLowerCase() ?? ''
  const isAllowed =
    localOrigin.test(headers.origin ?? '') &&
    pageMethods.includes(headers['access-control-request-method'] ?? '') &&
    /^[a-z0-9-, ]*$/.test(asked)
  if (!isAllowed) {
    throw new S3Refusal(403, 'AccessForbidden', 'CORSResponse: the sandbox is for pages that this machine serves.')
  }
  response.writeHead(200, {
    'access-control-allow-methods': pageMethods.join(', '),
    ...(asked === '' ? {} : { 'access-control-allow-headers': asked }),
  })
  response.end()
}
