import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { TrustProxy } from '../config/trust-proxy.ts'
import { AppError } from '../core/app-error.ts'
import { createErrorRenderer } from '../core/error-response.ts'
import type { RequestObserver, UnroutedRequest } from '../core/request-observer.ts'
import type { Gate } from '../gate/gate.ts'
import type { Operation } from '../operations/operation.ts'
import { readClientAddress } from './client-address.ts'
import { createClientErrorHandlers } from './client-error.ts'
import type { ConnectionDrain } from './connection-drain.ts'
import { addCors } from './cors.ts'
import { addDocumentRoutes, type StaticDocument } from './document-routes.ts'
import { describeErrorDocsPage } from './error-docs-page.ts'
import { addHealthRoutes, type Readiness } from './health-routes.ts'
import { createHttpServer } from './http-server.ts'
import { addOperationRoutes } from './operation-routes.ts'
import { referenceDocuments, referencePath } from './reference-page.ts'
import { listResponseHeaders, requestIdHeader } from './response-headers.ts'
import { type RouteTable, recordRoutes } from './route-table.ts'
import { createErrorSender } from './send-error.ts'

/** What the HTTP app needs. */
export interface AppParts {
  readonly operations: readonly Operation[]
  readonly gate: Gate
  readonly readiness: Readiness
  /** Is told of the errors that do not come from the gate, which tells of its own. */
  readonly observer: RequestObserver
  readonly logger: Logger
  readonly publicUrl: string | undefined
  readonly trustProxy: TrustProxy
  /** Origins whose pages may call the API; none by default. */
  readonly corsOrigins?: readonly string[]
  /** What follows the connections, so that they can be drained. */
  readonly connections?: ConnectionDrain
  /** Documents that are made elsewhere and served as they are. */
  readonly documents?: readonly StaticDocument[]
  /** Adds hooks that come before all others, so that everything else happens within what they begin. */
  readonly addFirstHooks?: (app: FastifyInstance) => void
}

/** Longest path that the router looks at; operations have no long path parameters. */
const maxParamLength = 2048

/** Builds the HTTP app, which does not listen yet. */
export function createApp(parts: AppParts): FastifyInstance {
  const { operations, gate, readiness, observer, logger, publicUrl, trustProxy, connections } = parts
  const { corsOrigins = [], documents = [] } = parts
  const renderError = createErrorRenderer(publicUrl)
  const responseHeaders = listResponseHeaders(publicUrl)
  const sendError = createErrorSender(renderError, responseHeaders)
  const clientErrors = createClientErrorHandlers(renderError, responseHeaders, observer)
  const app = fastify({
    loggerInstance: logger,
    trustProxy,
    // Fastify's own request lines hold the URL, and so the token. The access log has a line for each answer.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    // The query is decoded by us, strictly; Fastify's lenient parser would only do the work twice.
    routerOptions: { maxParamLength, querystringParser: () => ({}) },
    serverFactory(handler) {
      const server = createHttpServer(handler, logger).on('connect', clientErrors.answerConnect)
      connections?.follow(server)
      return server
    },
    clientErrorHandler: clientErrors.answerClientError,
    frameworkErrors: sendUnrouted,
  }) as unknown as FastifyInstance

  /** Answers an error that did not come from the gate, which tells of its own. */
  function sendUnrouted(cause: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toHttpError(cause)
    const fault = error.status < 500 || error.isIntended ? undefined : cause
    observer.unrouted(toUnroutedRequest(error, request), fault)
    sendError(error, request, reply)
  }

  parts.addFirstHooks?.(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(responseHeaders).header(requestIdHeader, request.id)
    // RFC 9112, section 3.2. Node would answer by itself, without our headers and error.
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') throw new AppError('malformed_request')
  })
  app.setErrorHandler(sendUnrouted)
  app.setNotFoundHandler((request, reply) => {
    sendUnrouted(createMissingRouteError(routes, request.url), request, reply)
  })
  const routes = recordRoutes(app)
  addCors(app, corsOrigins, operations)
  addOperationRoutes(app, operations, gate, sendError)
  addHealthRoutes(app, readiness)
  addDocumentRoutes(app, [...documents, ...referenceDocuments, describeErrorDocsPage()])
  app.get('/', { schema: { hide: true } as object }, (_request, reply) => reply.redirect(referencePath))
  return app
}

/** Errors of the framework as ours; what is not known is a fault of ours. */
function toHttpError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const status = (error as { statusCode?: unknown }).statusCode
  if (status === 413) return new AppError('payload_too_large')
  if (status === 414) return new AppError('uri_too_long')
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError('malformed_request')
  return new AppError('internal_error')
}

function toUnroutedRequest({ code, status }: AppError, request: FastifyRequest): UnroutedRequest {
  const { id, method, url } = request
  return { requestId: id, clientAddress: readClientAddress(request), code, status, method, path: pathOf(url) }
}

function createMissingRouteError(routes: RouteTable, url: string): AppError {
  const path = pathOf(url)
  const allowed = routes.listMethods(path)
  if (allowed.length > 0) return new AppError('method_not_allowed', { headers: { allow: allowed.join(', ') } })
  const nearest = routes.findNearestPath(path)
  if (nearest === undefined) return new AppError('route_not_found')
  return new AppError('route_not_found', { message: `There is nothing at this path; did you mean ${nearest}?` })
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? ''
}
