import { SpanKind, type Tracer } from '@opentelemetry/api'
import type { AuditRecorder, CredentialRepository, TokenRepository } from '../core/ports.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { S3Client, SignedS3Request } from '../s3/s3-client.ts'
import { findErrorCode } from '../s3/s3-error.ts'
import { readAddress, type ServerFacts } from './describe-servers.ts'
import { fail, type SpanFacts, traceWait } from './trace-wait.ts'

/** What a request may wait for. */
export interface TracedPorts {
  readonly tokens: TokenRepository
  readonly credentials: CredentialRepository
  readonly audit: AuditRecorder
  readonly limiter: RequestLimiter
  readonly s3: S3Client
}

/** The same ports, with a span for each wait. */
export function tracePorts(tracer: Tracer, ports: TracedPorts, servers: ServerFacts): TracedPorts {
  const { tokens, credentials, audit, limiter, s3 } = ports
  const selectTokens = describeSelect('tokens', servers)
  const selectCredentials = describeSelect('credentials', servers)
  const commit = { name: 'audit.commit', kind: SpanKind.INTERNAL, attributes: {} }
  const count = { name: 'rate_limit.count', kind: SpanKind.CLIENT, attributes: servers.redis }
  return {
    tokens: { ...tokens, findByHash: (hash) => traceWait(tracer, selectTokens, () => tokens.findByHash(hash)) },
    credentials: {
      ...credentials,
      list: (accountId, page) => traceWait(tracer, selectCredentials, () => credentials.list(accountId, page)),
    },
    audit: { record: (events) => traceWait(tracer, commit, () => audit.record(events)) },
    limiter: {
      ...limiter,
      countToken: (id, ownRate, cost) => traceWait(tracer, count, () => limiter.countToken(id, ownRate, cost)),
      countBadToken: (address) => traceWait(tracer, count, () => limiter.countBadToken(address)),
    },
    s3: {
      ...s3,
      send: (request) =>
        traceWait(
          tracer,
          describeS3Request(request),
          () => s3.send(request),
          (span, response) => {
            const { status } = response
            const errorCode = findErrorCode(response)
            span.setAttribute('http.response.status_code', status)
            if (errorCode !== undefined) span.setAttribute('signpost.s3.error_code', errorCode)
            if (status >= 400) fail(span, String(status))
            else if (errorCode !== undefined) fail(span, errorCode)
          },
        ),
    },
  }
}

/** By the semantic conventions for database client spans. SQLite is no server, so its spans are no client's. */
function describeSelect(table: string, { database }: ServerFacts): SpanFacts {
  return {
    name: `SELECT ${table}`,
    kind: database['db.system.name'] === 'sqlite' ? SpanKind.INTERNAL : SpanKind.CLIENT,
    attributes: { ...database, 'db.operation.name': 'SELECT', 'db.collection.name': table },
  }
}

/** By the semantic conventions for HTTP client spans, but never `url.full`: it is a signed URL. */
function describeS3Request({ method, url }: SignedS3Request): SpanFacts {
  const address = readAddress(url, url.startsWith('http:') ? 80 : 443)
  return { name: method, kind: SpanKind.CLIENT, attributes: { 'http.request.method': method, ...address } }
}
