import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorBody, type RenderError } from '../core/app-error.ts'
import { channels } from '../core/channels.ts'
import type { ErrorCode } from '../core/error-table.ts'
import { http } from '../core/node-http.ts'
import { newRequestId } from '../core/request-id.ts'
import { dashboardPath, wantsPage } from './dashboard-routes.ts'
import { renderErrorPage } from './document-pages.ts'
import { uppyPath } from './path-token.ts'
import { actAfterResponses, findResponseUnderWay } from './pipelining.ts'
import { describeError, toReasonPhrase } from './reason-phrase.ts'
import { type Headers, jsonType, requestIdHeader } from './response-headers.ts'

/** Answers a request with an error. */
export type SendError = (error: AppError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Makes the challenge of a 401 (RFC 9110, section 11.6.1), which says how to authenticate. For tokens RFC 6750, section 3, defines it; for sessions there is no standard. */
function createChallenge({ code, status }: AppError): Headers {
  if (status !== 401) return {}
  return { 'www-authenticate': code.startsWith('token_') ? 'Bearer' : 'Cookie realm="Signpost"' }
}

/** A response with an error, the same for every kind of failed request. */
export interface ErrorResponse {
  readonly status: number
  /** All headers except the length. */
  readonly headers: Headers
  readonly body: ErrorBody
}

/** Renders an error as HTTP. */
export type ToErrorResponse = (error: AppError, requestId: string) => ErrorResponse

/** @param responseHeaders the headers of every response */
export function createErrorResponses(renderError: RenderError, responseHeaders: Headers): ToErrorResponse {
  return (error, requestId) => ({
    status: error.status,
    headers: {
      ...responseHeaders,
      [requestIdHeader]: requestId,
      ...createChallenge(error),
      ...error.headers,
      'content-type': jsonType,
    },
    body: renderError(error, requestId),
  })
}

/** Makes the function that sends errors through Fastify. */
export function createErrorSender(toErrorResponse: ToErrorResponse): SendError {
  return (error, request, reply) => {
    const { status, headers, body } = toErrorResponse(error, request.id)
    reply.code(status).headers(headers)
    if (isDashboardPage(request)) return reply.type('text/html; charset=utf-8').send(renderErrorPage(error, request.id))
    if (!request.url.startsWith(`${uppyPath}/`)) return reply.send(body)
    reply.raw.statusMessage = toReasonPhrase(describeError(error))
    return reply.send({ message: describeError(error), requestId: request.id, ...body })
  }
}

/** Whether a browser opens a page of the dashboard, where a person reads the answer. */
function isDashboardPage(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith(dashboardPath) === true && wantsPage(request)
}

/** Maps errors of Node's HTTP parser to codes of the error table; every other one is `malformed_request`. */
const codeByParserError: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/**
 * How long a connection stays half-closed, so that its client can read the response and close. If the connection is closed at
 * once while bytes still arrive, it is reset, and the response may be lost (RFC 9112, section 9.6).
 */
const lingerMs = 1000

/** Answers bytes that never became a request of the app. */
export interface ClientErrorHandlers {
  /** Answers an error of the parser. It never shows the error, which contains the raw bytes and therefore perhaps a token. */
  answerClientError(error: Error & { code?: string }, socket: Socket): void
  /** Answers a CONNECT request (RFC 9110, section 9.3.6), for which Node hands over the bare connection. */
  answerConnect(request: IncomingMessage, socket: Socket): void
}

/** Makes handlers that answer in the same shape as every other error, after the responses that the connection still waits for, and then end it. */
export function createClientErrorHandlers(toErrorResponse: ToErrorResponse): ClientErrorHandlers {
  const ending = new WeakSet<Socket>()

  function end(socket: Socket, error: AppError, method?: string): void {
    // A second response cannot begin within the first.
    if (!socket.writable || findResponseUnderWay(socket)?.headersSent === true) {
      socket.destroy()
      return
    }
    const requestId = newRequestId()
    const { code, status } = error
    const { remoteAddress } = socket
    const client = remoteAddress === undefined ? {} : { clientAddress: remoteAddress }
    channels.unrouted.publish({ requestId, code, status, ...client, ...(method === undefined ? {} : { method }) })
    const response = toErrorResponse(error, requestId)
    const body = JSON.stringify(response.body)
    const headers = { ...response.headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    socket.once('close', () => clearTimeout(timer))
  }

  return {
    answerClientError(error, socket) {
      if (error.code === 'ECONNRESET') {
        socket.destroy()
        return
      }
      // Each further chunk of bytes that is not a request causes another error.
      if (ending.has(socket)) return
      ending.add(socket)
      const code = codeByParserError[error.code ?? ''] ?? 'malformed_request'
      actAfterResponses(socket, () => end(socket, new AppError(code)))
    },
    answerConnect({ method }, socket) {
      // Node has removed its listeners. Without any listener, an error would end the process.
      socket.on('error', () => socket.destroy()).resume()
      const error = new AppError('method_not_allowed', { headers: { allow: 'GET' } })
      actAfterResponses(socket, () => end(socket, error, method))
    },
  }
}
