import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import type { Logger } from 'pino'
import { AppError } from '../core/app-error.ts'
import type { Gate } from '../gate/gate.ts'
import type { Operation } from '../operations/operation.ts'
import { answerHeaders, requestIdHeader } from './answer-headers.ts'
import { answerClientError } from './client-error.ts'
import { createErrorRenderer, errorDocsPath, type RenderError } from './error-answer.ts'
import { renderErrorDocsPage } from './error-docs-page.ts'
import { addHealthRoutes, type Readiness } from './health-routes.ts'
import { addOperationRoutes } from './operation-routes.ts'

/** What the HTTP app needs. */
export interface AppParts {
  readonly operations: readonly Operation[]
  readonly gate: Gate
  readonly readiness: Readiness
  readonly logger: Logger
  readonly publicUrl: string | undefined
}

/** Longest path that the router looks at; operations have no long path parameters. */
const maxParamLength = 2048

/** Builds the HTTP app, which does not listen yet. */
export function createApp({ operations, gate, readiness, logger, publicUrl }: AppParts): FastifyInstance {
  const renderError = createErrorRenderer(publicUrl)
  const app = fastify({
    loggerInstance: logger,
    // Fastify's own request lines hold the URL, and so the token. The audit recorder writes a line for each decision.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    // The query is decoded by us, strictly; Fastify's lenient parser would only do the work twice.
    routerOptions: { maxParamLength, querystringParser: () => ({}) },
    serverFactory: (handler) => createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, handler),
    clientErrorHandler: answerClientError(renderError),
    frameworkErrors: (error, request, reply) => sendError(toAppError(error), request.id, reply, renderError),
  }) as unknown as FastifyInstance

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(answerHeaders).header(requestIdHeader, request.id)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toAppError(error)
    if (known.status >= 500) request.log.error({ err: error }, known.code)
    sendError(known, request.id, reply, renderError)
  })
  app.setNotFoundHandler((request, reply) => {
    sendError(describeMissingRoute(app, request.method, request.url), request.id, reply, renderError)
  })
  addOperationRoutes(app, operations, gate)
  addHealthRoutes(app, readiness)
  const errorDocsHtml = renderErrorDocsPage()
  app.get(errorDocsPath, (_request, reply) => reply.type('text/html; charset=utf-8').send(errorDocsHtml))
  return app
}

function sendError(error: AppError, requestId: string, reply: FastifyReply, renderError: RenderError): void {
  reply
    .code(error.status)
    .headers({ ...answerHeaders, [requestIdHeader]: requestId, ...error.headers })
    .type('application/json; charset=utf-8')
    .send(renderError(error, requestId))
}

/** Errors of the framework as ours; what is not known is a fault of ours. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const status = (error as { statusCode?: unknown }).statusCode
  if (status === 414) return new AppError('uri_too_long')
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError('malformed_request')
  return new AppError('internal_error')
}

function describeMissingRoute(app: FastifyInstance, method: string, url: string): AppError {
  const path = url.split('?')[0] ?? ''
  const allowed = app.supportedMethods.filter((other) => other !== method && app.hasRoute({ method: other, url: path }))
  if (allowed.length === 0) return new AppError('route_not_found')
  return new AppError('method_not_allowed', { headers: { allow: allowed.join(', ') } })
}
