import type { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingHttpHeaders } from 'node:http'
import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type TextMapGetter,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { channels, listen, type StartedRequest } from '../core/channels.ts'
import type { DecidedEvents } from '../core/model.ts'
import { fail } from './trace-waits.ts'

/** Load balancers and orchestrators request these every few seconds: they would be most of the spans. */
const untracedRoutes: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** By the semantic conventions, other methods are `_OTHER`, so that a client cannot make up values. */
const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Leaves out `tracestate`: each span would carry it to the collector, and any client can write anything into it. */
const traceparentGetter: TextMapGetter<IncomingHttpHeaders> = {
  keys: () => ['traceparent'],
  get: (headers, name) => (name === 'traceparent' ? headers[name] : undefined),
}

/** The options of {@link traceRequests}. */
export interface RequestTracingOptions {
  readonly tracer: Tracer
  /** Where the context manager keeps the context. */
  readonly store: AsyncLocalStorage<Context>
  /** Reads which trace of a client a request belongs to; undefined when the traces of clients are not continued. */
  readonly propagator: TextMapPropagator | undefined
}

/**
 * Begins a span for each request. The request runs within it, and the span gets the decision as attributes. It follows
 * OpenTelemetry's semantic conventions for HTTP server spans, except that it leaves out the query, which may contain a token.
 * @returns a function that ends the tracing
 */
export function traceRequests({ tracer, store, propagator }: RequestTracingOptions): () => void {
  function begin(request: StartedRequest): Context {
    const { route, headers, response } = request
    if (route !== undefined && untracedRoutes.has(route)) return context.active()
    const parent = propagator?.extract(ROOT_CONTEXT, headers, traceparentGetter) ?? ROOT_CONTEXT
    const method = knownMethods.has(request.method) ? request.method : '_OTHER'
    const attributes = describeRequest(request, method)
    const span = tracer.startSpan(nameSpan(method, route), { kind: SpanKind.SERVER, attributes }, parent)
    // Not Fastify's own hook: it is not called when a client hangs up, because then there is no response.
    response.once('close', () => endSpan(span, response))
    return trace.setSpan(parent, span)
  }

  channels.request.bindStore(store as AsyncLocalStorage<unknown>, begin)
  const endListening = listen({
    decided: ({ events }) => addAttributes(describeDecision(events)),
    unrouted: ({ code }) => addAttributes({ 'signpost.error_code': code }),
  })
  return () => {
    channels.request.unbindStore(store as AsyncLocalStorage<unknown>)
    endListening()
  }
}

function nameSpan(method: string, route: string | undefined): string {
  if (method === '_OTHER') return 'HTTP'
  return route === undefined ? method : `${method} ${route}`
}

function describeRequest({ scheme, clientAddress, requestId, route }: StartedRequest, method: string): Attributes {
  return {
    'http.request.method': method,
    'url.scheme': scheme === 'https' ? 'https' : 'http',
    'client.address': clientAddress,
    'signpost.request_id': requestId,
    ...(route === undefined ? {} : { 'http.route': route, ...describePath(route) }),
  }
}

/** Only a known path without parameters is shown. In any other path, or in a parameter, a client may have put anything. */
function describePath(route: string): Attributes {
  return /[:*]/.test(route) ? {} : { 'url.path': route }
}

/**
 * Describes a decision without object keys: more people see traces than an audit log, and traces are stored elsewhere. The cause of an
 * internal fault is left out as well; the log line has it.
 */
function describeDecision([event]: DecidedEvents): Attributes {
  const { operation, outcome, code, bucket, tokenId, clientToken, credentialId } = event
  return {
    'signpost.operation': operation,
    'signpost.outcome': outcome,
    'signpost.error_code': code,
    'signpost.bucket': bucket,
    'signpost.token_id': tokenId,
    'signpost.client_token': clientToken,
    'signpost.credential_id': credentialId,
  }
}

function addAttributes(attributes: Attributes): void {
  const span = trace.getActiveSpan()
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) span?.setAttribute(name, value)
}

function endSpan(span: Span, response: StartedRequest['response']): void {
  if (response.headersSent) {
    span.setAttribute('http.response.status_code', response.statusCode)
    if (response.statusCode >= 500) fail(span, String(response.statusCode))
  }
  if (!response.writableFinished) span.setAttribute('error.type', 'client_closed')
  span.end()
}
