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

/**
 * An exporter that tells the log when spans cannot be sent, once, and when they can again. Messages of errors are not
 * logged, because a URL or a header with a key of the collector may stand in one.
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

/** The exporter's own sentences, in ours. */
const knownMessages: Readonly<Record<string, string>> = {
  'Request timed out': 'the collector does not answer',
  'Export failed with retryable status': 'the collector is busy or away',
}

function describeFailure(error: (Error & { readonly code?: unknown }) | undefined): string {
  if (typeof error?.code === 'number') return `the collector answers with ${error.code}`
  if (typeof error?.code === 'string') return error.code
  return knownMessages[error?.message ?? ''] ?? 'the collector cannot be reached'
}
