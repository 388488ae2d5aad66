import { SpanKind } from '@opentelemetry/api'
import { ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'

/**
 * Writes spans to the log, for a look at them without a collector. The SDK's own exporter of that name writes to standard
 * output, where `serve --json` writes one value and nothing else.
 */
export function createLogExporter(logger: Logger): SpanExporter {
  return {
    export(spans, done) {
      for (const span of spans) logger.info({ span: describeSpan(span) }, 'span')
      done({ code: ExportResultCode.SUCCESS })
    },
    async shutdown() {},
  }
}

function describeSpan(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext()
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    name: span.name,
    kind: SpanKind[span.kind],
    durationMs: hrTimeToMilliseconds(span.duration),
    attributes: span.attributes,
  }
}
