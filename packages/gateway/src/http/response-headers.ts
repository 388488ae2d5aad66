/** Response headers, by their names in lower case. */
export type Headers = Readonly<Record<string, string>>

/**
 * Headers of every response. A signed URL is a bearer secret: no cache may store it, and a web page that has it must not leak
 * it as a referrer. JSON is never a page, so a browser that is made to show it may load nothing, and no web page of another
 * origin may read it without CORS. The gateway's pages set a policy of their own.
 */
const everyResponse: Headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The media type of the API's responses. */
export const jsonType = 'application/json; charset=utf-8'

/** Response header with the request id, by which the log line can be found. */
export const requestIdHeader = 'x-request-id'

/**
 * Lists the headers of every response of one gateway.
 * @param publicUrl the origin that clients use; when it is HTTPS, a header tells browsers to keep using HTTPS (RFC 6797)
 */
export function listResponseHeaders(publicUrl: string | undefined): Headers {
  if (publicUrl?.startsWith('https://') !== true) return everyResponse
  return { ...everyResponse, 'strict-transport-security': 'max-age=31536000' }
}
