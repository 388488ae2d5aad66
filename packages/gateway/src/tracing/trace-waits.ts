import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { AppError } from '../core/app-error.ts'
import { channels, follow, type S3Message, type WaitChannel, type WaitOutcome } from '../core/channels.ts'
import { findErrorCode } from '../s3/s3-error.ts'
import type { S3Response } from '../s3/s3-request.ts'
import { readAddress, type ServerAttributes } from './server-attributes.ts'

/** The content of a span at its start. */
interface SpanStart {
  readonly name: string
  readonly kind: SpanKind
  readonly attributes: Attributes
}

/**
 * Puts a span around everything that a request waits for. Work without a request gets no span.
 * @returns a function that ends the tracing
 */
export function traceWaits(tracer: Tracer, servers: ServerAttributes): () => void {
  const { tokenLookup, credentialsLookup, rateCount, auditRecord, s3Request } = channels

  function addSpans<Message extends object>(
    waits: WaitChannel<Message>,
    describe: (message: Message) => SpanStart,
    conclude: (span: Span, result: unknown) => void = () => {},
  ): () => void {
    function begin(message: Message): Span | undefined {
      if (trace.getActiveSpan()?.isRecording() !== true) return undefined
      const { name, ...options } = describe(message)
      return tracer.startSpan(name, options)
    }
    return follow(waits, begin, (span, { result, error }: WaitOutcome) => {
      if (error === undefined) conclude(span, result)
      else fail(span, nameError(error))
      span.end()
    })
  }

  const selectTokens = describeSelect('tokens', servers)
  const selectCredentials = describeSelect('credentials', servers)
  const count = { name: 'rate_limit.count', kind: SpanKind.CLIENT, attributes: servers.redis }
  const commit = { name: 'audit.commit', kind: SpanKind.INTERNAL, attributes: {} }
  const endings = [
    addSpans(tokenLookup, () => selectTokens),
    addSpans(credentialsLookup, () => selectCredentials),
    addSpans(rateCount, () => count),
    addSpans(auditRecord, () => commit),
    addSpans(s3Request, describeS3Request, (span, result) => concludeS3Request(span, result as S3Response)),
  ]
  return () => {
    for (const end of endings) end()
  }
}

/** Marks a span as failed. @param type a word from a small set, because an error's message may contain a signed URL */
export function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
}

/** Describes a query by the semantic conventions for database client spans. SQLite is not a server, so its spans are internal. */
function describeSelect(table: string, { database }: ServerAttributes): SpanStart {
  return {
    name: `SELECT ${table}`,
    kind: database['db.system.name'] === 'sqlite' ? SpanKind.INTERNAL : SpanKind.CLIENT,
    attributes: { ...database, 'db.operation.name': 'SELECT', 'db.collection.name': table },
  }
}

/** Describes a request by the semantic conventions for HTTP client spans, but without `url.full`, which is a signed URL. */
function describeS3Request({ method, origin }: S3Message): SpanStart {
  const address = readAddress(origin, origin.startsWith('http:') ? 80 : 443)
  return { name: method, kind: SpanKind.CLIENT, attributes: { 'http.request.method': method, ...address } }
}

function concludeS3Request(span: Span, response: S3Response): void {
  const { status } = response
  const errorCode = findErrorCode(response)
  span.setAttribute('http.response.status_code', status)
  if (errorCode !== undefined) span.setAttribute('signpost.s3.error_code', errorCode)
  if (status >= 400) fail(span, String(status))
  else if (errorCode !== undefined) fail(span, errorCode)
}

function nameError(error: unknown): string {
  if (error instanceof AppError) return error.code
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown }
  return typeof code === 'string' ? code : String(name)
}
