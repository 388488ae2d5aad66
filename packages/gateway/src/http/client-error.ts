import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '../core/app-error.ts'
import type { RenderError } from '../core/error-response.ts'
import type { ErrorCode } from '../core/error-table.ts'
import type { RequestObserver } from '../core/request-observer.ts'
import { requestIdHeader } from './response-headers.ts'

/** What Node's HTTP parser says, as codes of the error table; everything else is `malformed_request`. */
const codeByParserError: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/**
 * Answers what never became a request, in the same shape as every other error. The parser's error is
 * shown to nobody: it holds the raw bytes, and so perhaps a token.
 */
export function answerClientError(
  renderError: RenderError,
  responseHeaders: Readonly<Record<string, string>>,
  observer: RequestObserver,
): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const requestId = randomUUID()
    const known = new AppError(codeByParserError[error.code ?? ''] ?? 'malformed_request')
    const { code, status } = known
    const { remoteAddress } = socket
    const client = remoteAddress === undefined ? {} : { clientAddress: remoteAddress }
    observer.unrouted({ requestId, code, status, ...client })
    const body = JSON.stringify(renderError(known, requestId))
    const headers = {
      ...responseHeaders,
      [requestIdHeader]: requestId,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  }
}
