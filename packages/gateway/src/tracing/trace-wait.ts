import { type Attributes, type Span, type SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { AppError } from '../core/app-error.ts'

/** What a span says from its start on. */
export interface SpanFacts {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
}

/**
 * Puts a span around what a request has to wait for. What is there at once has none, nor what no request is behind.
 * @param conclude may add to the span what came out of it
 */
export function traceWait<Result>(
  tracer: Tracer,
  facts: SpanFacts,
  act: () => Result,
  conclude: (span: Span, value: Awaited<Result>) => void = () => {},
): Result {
  if (trace.getActiveSpan()?.isRecording() !== true) return act()
  const span = tracer.startSpan(facts.name, { kind: facts.kind, attributes: facts.attributes })
  const result = act()
  // A span that is never ended is never sent.
  if (!(result instanceof Promise)) return result
  return result.then(
    (value: Awaited<Result>) => {
      conclude(span, value)
      span.end()
      return value
    },
    (error: unknown) => {
      fail(span, nameError(error))
      span.end()
      throw error
    },
  ) as Result
}

/** Marks a span as failed. @param type a word from a small set: an error's message may hold a signed URL */
export function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
}

function nameError(error: unknown): string {
  if (error instanceof AppError) return error.code
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown }
  return typeof code === 'string' ? code : String(name)
}
