import { trace } from '@opentelemetry/api'

/** What a log line says of the trace that it belongs to; nothing outside of a request. */
export function readTraceFields(): { readonly traceId?: string } {
  const traceId = trace.getActiveSpan()?.spanContext().traceId
  return traceId === undefined ? {} : { traceId }
}
