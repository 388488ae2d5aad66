import type { IncomingHttpHeaders } from 'node:http'
import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TextMapGetter,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseClientAddress } from '../core/client-address.ts'
import { fail } from './trace-wait.ts'

/** Load balancers and orchestrators ask these every few seconds: they would be most of what is sent. */
const untracedRoutes: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Other methods are `_OTHER`, by the semantic conventions, so that a client cannot make up values. */
const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Leaves `tracestate` out: each span would carry it to the collector, and it is text that any client may write. */
const traceparentGetter: TextMapGetter<IncomingHttpHeaders> = {
  keys: () => ['traceparent'],
  get: (headers, name) => (name === 'traceparent' ? headers[name] : undefined),
}

/**
 * Begins a span for each request, in which everything that follows runs. By OpenTelemetry's semantic conventions for
 * HTTP server spans, but without the query: a token may be in it.
 * @param propagator reads whose part the request is; undefined when clients are not followed
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer, propagator: TextMapPropagator | undefined): void {
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.is404 ? undefined : request.routeOptions.url
    if (route !== undefined && untracedRoutes.has(route)) return done()
    const parent = propagator?.extract(ROOT_CONTEXT, request.headers, traceparentGetter) ?? ROOT_CONTEXT
    const method = knownMethods.has(request.method) ? request.method : '_OTHER'
    const attributes = describeRequest(request, method, route)
    const span = tracer.startSpan(nameSpan(method, route), { kind: SpanKind.SERVER, attributes }, parent)
    // A client that hangs up gets no answer, and so Fastify's own hook would not be called.
    reply.raw.once('close', () => endSpan(span, reply))
    context.with(trace.setSpan(parent, span), done)
  })
}

function nameSpan(method: string, route: string | undefined): string {
  if (method === '_OTHER') return 'HTTP'
  return route === undefined ? method : `${method} ${route}`
}

function describeRequest(request: FastifyRequest, method: string, route: string | undefined): Attributes {
  return {
    'http.request.method': method,
    'url.scheme': request.protocol === 'https' ? 'https' : 'http',
    'client.address': parseClientAddress(request.ip),
    'signpost.request_id': request.id,
    ...(route === undefined ? {} : { 'http.route': route, ...describePath(route) }),
  }
}

/** Only a path that we know is shown as it is: in another one, or in a part of it, a client may have put anything. */
function describePath(route: string): Attributes {
  return /[:*]/.test(route) ? {} : { 'url.path': route }
}

function endSpan(span: Span, { raw }: FastifyReply): void {
  if (raw.headersSent) {
    span.setAttribute('http.response.status_code', raw.statusCode)
    if (raw.statusCode >= 500) fail(span, String(raw.statusCode))
  }
  if (!raw.writableFinished) span.setAttribute('error.type', 'client_closed')
  span.end()
}
