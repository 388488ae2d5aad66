import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, beforeEach, test } from 'node:test'
import { type Context, context } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { parseTrustProxy } from '../config/trust-proxy.ts'
import { createContextManager } from './start-tracing.ts'
import { traceRequests } from './trace-requests.ts'

const exporter = new InMemorySpanExporter()
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test')
const store = new AsyncLocalStorage<Context>()
context.setGlobalContextManager(createContextManager(store))
const end = traceRequests({ tracer, store, propagator: new W3CTraceContextPropagator() })
const app = createSampleApp({ trustProxy: parseTrustProxy('loopback') })
app.get('/parts/:upload_id', async () => 'done')
app.get('/faulty', async () => {
  throw new Error('secret')
})
await app.listen({ host: '127.0.0.1', port: 0 })
after(async () => {
  await app.close()
  end()
  context.disable()
})
beforeEach(() => exporter.reset())

test('a fault of ours is an error, without its cause', async () => {
  const { name, status, attributes, events } = await trace('GET', '/faulty')

  assert.deepEqual([name, status, events], ['GET /faulty', { code: 2 }, []])
  assert.deepEqual([attributes['http.response.status_code'], attributes['error.type']], [500, '500'])
})

test('a path with a parameter is shown as its route', async () => {
  const { name, attributes } = await trace('GET', '/parts/at_1234')

  assert.equal(name, 'GET /parts/:upload_id')
  assert.deepEqual([attributes['http.route'], attributes['url.path']], ['/parts/:upload_id', undefined])
})

test('an unknown method is not repeated', async () => {
  const { name, attributes } = await trace('PROPFIND', '/')

  assert.deepEqual([name, attributes['http.request.method']], ['HTTP', '_OTHER'])
})

test('the client and the scheme are what a trusted proxy says, if that is plausible', async () => {
  const forwarded = { 'x-forwarded-for': '192.0.2.7' }
  const secure = await trace('GET', '/docs', { ...forwarded, 'x-forwarded-proto': 'https' })
  assert.deepEqual([secure.attributes['client.address'], secure.attributes['url.scheme']], ['192.0.2.7', 'https'])

  const odd = await trace('GET', '/docs', { ...forwarded, 'x-forwarded-proto': 'gopher' })
  assert.equal(odd.attributes['url.scheme'], 'http')
})

test('a client address that a proxy passes on, but that is not an address, is unknown', async () => {
  const { attributes } = await trace('GET', '/docs', { 'x-forwarded-for': 'Bearer at_0123456789' })

  assert.equal(attributes['client.address'], 'unknown')
})

test('the trace of a client is continued, but its tracestate is not copied', async () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']
  const traceparent = `00-${traceId}-${spanId}-01`
  const span = await trace('GET', '/docs', { traceparent, tracestate: 'vendor=secret,other=text' })

  assert.deepEqual([span.spanContext().traceId, span.parentSpanContext?.spanId], [traceId, spanId])
  assert.equal(span.spanContext().traceState?.serialize(), undefined)
  assert.equal(span.parentSpanContext?.traceState, undefined)
})

/** Sends one request and waits for its span. */
async function trace(method: string, path: string, headers: Record<string, string> = {}): Promise<ReadableSpan> {
  exporter.reset()
  const { port } = app.server.address() as AddressInfo
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }).end()
  const [answer] = await once(sent, 'response')
  answer.resume()
  await waitUntil('its span is there', () => exporter.getFinishedSpans().length > 0)
  return exporter.getFinishedSpans()[0] as ReadableSpan
}
