import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppError } from '../core/app-error.ts'
import type { RenderError } from '../core/error-response.ts'
import { requestIdHeader } from './response-headers.ts'

/** Answers a request with an error. */
export type SendError = (error: AppError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** RFC 6750, section 3: how a token is sent. */
const challenge = { 'www-authenticate': 'Bearer' }

/** @param responseHeaders those of every response */
export function createErrorSender(
  renderError: RenderError,
  responseHeaders: Readonly<Record<string, string>>,
): SendError {
  return (error, request, reply) =>
    reply
      .code(error.status)
      .headers({ ...responseHeaders, [requestIdHeader]: request.id })
      .headers(error.status === 401 ? challenge : {})
      .headers(error.headers ?? {})
      .type('application/json; charset=utf-8')
      .send(renderError(error, request.id))
}
