import { SpanKind } from '@opentelemetry/api'
import { ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'

/**
 * Creates an exporter that writes spans to the log, to look at them without a collector. The SDK's own console exporter writes to
 * standard output, where `serve --json` writes one value and nothing else.
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

/**
 * Creates an exporter that logs once when spans cannot be sent, and once when they are sent again. It does not log the messages of
 * errors, because they may contain a URL or a header with a key for the collector.
 */
export function watchExporter(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS
        if (failed && !isFailing) logger.warn({ reason: describeFailure(result.error) }, 'spans cannot be sent')
        if (!failed && isFailing) logger.info('spans are sent again')
        isFailing = failed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}

/** Our words for the exporter's own messages. */
const knownMessages: Readonly<Record<string, string>> = {
  'Request timed out': 'the collector does not answer',
  'Export failed with retryable status': 'the collector is busy or unavailable',
}

function describeFailure(error: (Error & { readonly code?: unknown }) | undefined): string {
  if (typeof error?.code === 'number') return `the collector answers with ${error.code}`
  if (typeof error?.code === 'string') return error.code
  return knownMessages[error?.message ?? ''] ?? 'the collector cannot be reached'
}
