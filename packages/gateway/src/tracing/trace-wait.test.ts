import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { AppError } from '../core/app-error.ts'
import { traceWait } from './trace-wait.ts'

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
after(() => context.disable())

const exporter = new InMemorySpanExporter()
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test')
const facts = { name: 'wait', kind: SpanKind.INTERNAL, attributes: { a: 1 } }
beforeEach(() => exporter.reset())

function inRequest<Result>(act: () => Result): Result {
  return context.with(trace.setSpan(ROOT_CONTEXT, tracer.startSpan('request')), act)
}

test('what is waited for has a span, with what came out of it', async () => {
  const value = await inRequest(() =>
    traceWait(
      tracer,
      facts,
      async () => 7,
      (span, found) => span.setAttribute('found', found),
    ),
  )

  assert.equal(value, 7)
  const [span] = exporter.getFinishedSpans()
  assert.deepEqual([span?.name, span?.attributes], ['wait', { a: 1, found: 7 }])
})

test('what is there at once has none', () => {
  assert.equal(
    inRequest(() => traceWait(tracer, facts, () => 7)),
    7,
  )
  assert.deepEqual(exporter.getFinishedSpans(), [])
})

test('what no request waits for has none', async () => {
  assert.equal(await traceWait(tracer, facts, async () => 7), 7)
  assert.deepEqual(exporter.getFinishedSpans(), [])
})

for (const { error, type } of [
  { error: new AppError('audit_unavailable'), type: 'audit_unavailable' },
  { error: Object.assign(new Error('connect to secret'), { code: 'ECONNREFUSED' }), type: 'ECONNREFUSED' },
  { error: new TypeError('secret'), type: 'TypeError' },
  { error: new DOMException('secret', 'TimeoutError'), type: 'TimeoutError' },
]) {
  test(`a failure is told as ${type}, and the error stays the same`, async () => {
    await assert.rejects(
      inRequest(() => traceWait(tracer, facts, () => Promise.reject(error))),
      error,
    )

    const [span] = exporter.getFinishedSpans()
    assert.deepEqual([span?.attributes['error.type'], span?.status, span?.events], [type, { code: 2 }, []])
  })
}
