import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Server as TlsServer } from 'node:tls'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { AgentSignIn } from '../config/agent-sign-in.ts'
import type { TlsFiles } from '../config/tls-settings.ts'
import type { TrustProxy } from '../config/trust-proxy.ts'
import { AppError, createErrorRenderer } from '../core/app-error.ts'
import { channels, type StartedRequest, type UnroutedRequest } from '../core/channels.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { newRequestId } from '../core/request-id.ts'
import type { StaticDocument } from '../core/static-document.ts'
import type { Gate } from '../gate/gate.ts'
import type { McpResource } from '../mcp/mcp-server.ts'
import { listResourceMetadata } from '../mcp/resource-metadata.ts'
import type { Operation } from '../operations/operation.ts'
import type { Sessions } from '../sessions/session-ports.ts'
import { type Administration, addAdminRoutes } from './admin-routes.ts'
import { browserFiles } from './browser-files.ts'
import { readClientAddress } from './client-address.ts'
import type { ConnectionDrain } from './connection-drain.ts'
import { addCors, findPreflightOrigin } from './cors.ts'
import { addDashboardRoutes, dashboardPath, type ListStoreOrigins, wantsPage } from './dashboard-routes.ts'
import { documentPages, referencePath } from './document-pages.ts'
import { addDocumentRoutes } from './document-routes.ts'
import { addHealthRoutes, type Readiness } from './health-routes.ts'
import { createHttpServer, usualLimits } from './http-server.ts'
import { addMcpRoute } from './mcp-route.ts'
import { addOperationRoutes } from './operation-routes.ts'
import { moveTokenToQuery } from './path-token.ts'
import { pathOf, toOriginForm } from './query-string.ts'
import { listResponseHeaders, requestIdHeader } from './response-headers.ts'
import { type RouteTable, recordRoutes } from './route-table.ts'
import { createClientErrorHandlers, createErrorResponses, createErrorSender } from './send-error.ts'
import { addSessionRoutes } from './session-routes.ts'
import { readTlsPair } from './tls-pair.ts'
import { followTlsFiles } from './tls-reload.ts'
import { addUppyRoutes } from './uppy-routes.ts'

/** The dependencies of the HTTP app. */
export interface AppDependencies {
  readonly operations: readonly Operation[]
  readonly gate: Gate
  readonly readiness: Readiness
  readonly logger: Logger
  readonly publicUrl: string | undefined
  readonly trustProxy: TrustProxy
  /** Origins whose web pages may call the API; none by default. */
  readonly corsOrigins?: readonly string[]
  readonly connections?: ConnectionDrain
  /** The files for HTTPS; without them the app speaks HTTP. */
  readonly tlsFiles?: TlsFiles | undefined
  /** The sessions of administrators; without them nobody can sign in. */
  readonly sessions?: Sessions | undefined
  /** Texts that agents may read. */
  readonly mcpResources?: readonly McpResource[]
  /** How agents sign in at the OpenID Connect provider; undefined when they cannot. */
  readonly agentSignIn?: AgentSignIn | undefined
  readonly clock?: Clock
  /** Administration over HTTP; absent when the app has none. */
  readonly administration?: Administration | undefined
  /** Further documents, which are served unchanged. */
  readonly documents?: readonly StaticDocument[]
  /** The dependencies of the dashboard; absent when it is not served. */
  readonly dashboard?: { readonly listStoreOrigins: ListStoreOrigins } | undefined
}

/** The longest path parameter that the router accepts; operations have no long ones. */
const maxParamLength = 2048

/** Builds the HTTP app, which does not listen yet. */
export function createApp(dependencies: AppDependencies): FastifyInstance {
  const { operations, gate, readiness, logger, publicUrl, trustProxy, connections } = dependencies
  const { corsOrigins = [], documents = [], mcpResources = [], administration, sessions, dashboard } = dependencies
  const { agentSignIn, clock = systemClock } = dependencies
  const renderError = createErrorRenderer(publicUrl)
  const responseHeaders = listResponseHeaders(publicUrl)
  const toErrorResponse = createErrorResponses(renderError, responseHeaders)
  const sendError = createErrorSender(toErrorResponse)
  const clientErrors = createClientErrorHandlers(toErrorResponse)
  const app = fastify({
    loggerInstance: logger,
    trustProxy,
    // Fastify's own request lines contain the URL, and with it the token. The access log has a line for each response instead.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => newRequestId(),
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    rewriteUrl: hidePathToken,
    // Signpost decodes the query itself, strictly. Fastify's lenient parser would only repeat the work.
    routerOptions: { maxParamLength, querystringParser: () => ({}) },
    serverFactory(handler) {
      const server = openServer(handler, dependencies).on('connect', clientErrors.answerConnect)
      connections?.follow(server)
      return server
    },
    clientErrorHandler: clientErrors.answerClientError,
    frameworkErrors: sendUnrouted,
  }) as unknown as FastifyInstance

  /** Answers and publishes an error that did not come from the gate. The gate publishes its own errors. */
  function sendUnrouted(cause: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toHttpError(cause)
    const fault = error.status < 500 || error.isIntended ? undefined : cause
    if (channels.unrouted.hasSubscribers) channels.unrouted.publish({ ...toUnroutedRequest(error, request), fault })
    sendError(error, request, reply)
  }

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(responseHeaders).header(requestIdHeader, request.id)
    // RFC 9112, section 3.2. Node's own answer would lack the usual headers and the error body.
    const lacksHost = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    const goOn = () => done(lacksHost ? new AppError('malformed_request') : undefined)
    if (channels.request.hasSubscribers) channels.request.runStores(toStartedRequest(request, reply), goOn)
    else goOn()
  })
  app.setErrorHandler(sendUnrouted)
  app.setNotFoundHandler((request, reply) => {
    const isPreflight = findPreflightOrigin(request) !== undefined
    const error = isPreflight ? new AppError('origin_not_allowed') : createMissingRouteError(routes, request.url)
    sendUnrouted(error, request, reply)
  })
  const routes = recordRoutes(app)
  addCors(app, corsOrigins, operations)
  addOperationRoutes(app, operations, gate, sendError)
  addUppyRoutes(app, gate, sendError)
  addMcpRoute(app, {
    ...{ operations, gate, publicUrl, corsOrigins, renderError, agentSignIn, clock },
    resources: mcpResources,
  })
  if (administration !== undefined) addAdminRoutes(app, administration, publicUrl)
  if (sessions !== undefined) addSessionRoutes(app, sessions, publicUrl)
  addHealthRoutes(app, readiness, sendError)
  const metadata = agentSignIn === undefined ? [] : listResourceMetadata(agentSignIn)
  addDocumentRoutes(app, [...documents, ...documentPages, ...browserFiles, ...metadata])
  if (dashboard !== undefined) addDashboardRoutes(app, dashboard.listStoreOrigins)
  app.get('/', { schema: { hide: true } as object }, (request, reply) => {
    const isForPeople = dashboard !== undefined && wantsPage(request)
    return reply.header('vary', 'accept').redirect(isForPeople ? dashboardPath : referencePath)
  })
  return app
}

/** Keeps Fastify from loading its validator and serializer (130 modules): the gate checks input, and schemas type the results. */
function refuseSchema(): never {
  throw new Error('Routes have no schemas that Fastify compiles')
}

/** Moves a token out of the path, also in `originalUrl`, where Fastify keeps the target as it was sent. A client may send the target with the origin in front of it (RFC 9112, section 3.2.2). */
function hidePathToken(request: IncomingMessage & { originalUrl?: string }): string {
  const target = moveTokenToQuery(toOriginForm(request.url ?? ''))
  request.originalUrl = target
  return target
}

function openServer(handler: RequestListener, { logger, tlsFiles }: AppDependencies): Server {
  if (tlsFiles === undefined) return createHttpServer(handler, logger)
  const pair = readTlsPair(tlsFiles)
  const server = createHttpServer(handler, logger, usualLimits, pair)
  followTlsFiles(server as unknown as TlsServer, { files: tlsFiles, pair, logger })
  return server
}

/** Turns errors of the framework into errors of the table. An unknown error is a fault of the gateway. */
function toHttpError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const status = (error as { statusCode?: unknown }).statusCode
  if (status === 413) return new AppError('payload_too_large')
  if (status === 414) return new AppError('uri_too_long')
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError('malformed_request')
  return new AppError('internal_error')
}

function toStartedRequest(request: FastifyRequest, { raw }: FastifyReply): StartedRequest {
  const { id, method, protocol, headers, is404, routeOptions } = request
  const route = is404 ? undefined : routeOptions.url
  const clientAddress = readClientAddress(request)
  return { requestId: id, clientAddress, method, scheme: protocol, route, headers, response: raw }
}

function toUnroutedRequest({ code, status }: AppError, request: FastifyRequest): UnroutedRequest {
  const { id, method, url } = request
  const origin = code === 'origin_not_allowed' ? { origin: findPreflightOrigin(request) } : {}
  return {
    requestId: id,
    clientAddress: readClientAddress(request),
    code,
    status,
    method,
    path: pathOf(url),
    ...origin,
  }
}

function createMissingRouteError(routes: RouteTable, url: string): AppError {
  const path = pathOf(url)
  const allowed = routes.listMethods(path)
  if (allowed.length > 0) return new AppError('method_not_allowed', { headers: { allow: allowed.join(', ') } })
  const nearest = routes.findNearestPath(path)
  if (nearest === undefined) return new AppError('route_not_found')
  return new AppError('route_not_found', { message: `There is nothing at this path; did you mean ${nearest}?` })
}
