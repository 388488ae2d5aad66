import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, beforeEach, test } from 'node:test'
import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { AppError } from '../core/app-error.ts'
import { channels } from '../core/channels.ts'
import { describeServers } from './server-attributes.ts'
import { createContextManager } from './start-tracing.ts'
import { traceWaits } from './trace-waits.ts'

context.setGlobalContextManager(createContextManager(new AsyncLocalStorage<Context>()))
const exporter = new InMemorySpanExporter()
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test')
const end = traceWaits(tracer, describeServers({}))
after(() => {
  end()
  context.disable()
})
beforeEach(() => exporter.reset())

const signedUrl = 'https://s3.example.com:9000/bucket/key?X-Amz-Signature=secret'
const sent = { method: 'GET', origin: new URL(signedUrl).origin }

function inRequest<Result>(act: () => Result): Result {
  return context.with(trace.setSpan(ROOT_CONTEXT, tracer.startSpan('request')), act)
}

test('every wait of a request has a span, with the result, and without the signed URL', async () => {
  const response = { status: 404, headers: {}, body: { problem: 'is empty' }, bucketRegion: undefined }
  const value = await inRequest(() => channels.s3Request.tracePromise(async () => response, sent))

  assert.equal(value, response)
  const [span] = exporter.getFinishedSpans()
  assert.equal(span?.name, 'GET')
  assert.deepEqual(span?.attributes, {
    'http.request.method': 'GET',
    'server.address': 's3.example.com',
    'server.port': 9000,
    'http.response.status_code': 404,
    'error.type': '404',
  })
})

test('a span is a child of the request that waits, however many requests wait', async () => {
  const requests = Array.from({ length: 20 }, () => tracer.startSpan('request'))
  await Promise.all(
    requests.map((request) =>
      context.with(trace.setSpan(ROOT_CONTEXT, request), async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
        await channels.auditRecord.tracePromise(() => new Promise((resolve) => setTimeout(resolve, 2)), {})
      }),
    ),
  )

  const parents = exporter.getFinishedSpans().map(({ parentSpanContext }) => parentSpanContext?.spanId)
  assert.deepEqual(parents.toSorted(), requests.map((request) => request.spanContext().spanId).toSorted())
})

test('work that no request waits for has no span', async () => {
  assert.equal(await channels.tokenLookup.tracePromise(async () => 7, {}), 7)
  assert.deepEqual(exporter.getFinishedSpans(), [])
})

for (const { error, type } of [
  { error: new AppError('audit_unavailable'), type: 'audit_unavailable' },
  { error: Object.assign(new Error('connect to secret'), { code: 'ECONNREFUSED' }), type: 'ECONNREFUSED' },
  { error: new TypeError('secret'), type: 'TypeError' },
  { error: new DOMException('secret', 'TimeoutError'), type: 'TimeoutError' },
]) {
  test(`a failure is marked as ${type}, and the error stays the same`, async () => {
    await assert.rejects(
      inRequest(() => channels.auditRecord.tracePromise(() => Promise.reject(error), {})),
      error,
    )

    const [span] = exporter.getFinishedSpans()
    assert.deepEqual([span?.attributes['error.type'], span?.status, span?.events], [type, { code: 2 }, []])
  })
}
