import { type Attributes, trace } from '@opentelemetry/api'
import type { RequestObserver } from '../core/request-observer.ts'

/**
 * Writes the decision on the span of the request. Object keys stay out of traces, which more people see than an audit log
 * and which are kept elsewhere; so does what went wrong inside, which the log line has.
 */
export const spanObserver: RequestObserver = {
  decided([event]) {
    const { operation, outcome, code, bucket, tokenId, credentialId } = event
    describeSpan({
      'signpost.operation': operation,
      'signpost.outcome': outcome,
      'signpost.error_code': code,
      'signpost.bucket': bucket,
      'signpost.token_id': tokenId,
      'signpost.credential_id': credentialId,
    })
  },
  unrouted({ code }) {
    describeSpan({ 'signpost.error_code': code })
  },
}

function describeSpan(attributes: Attributes): void {
  const span = trace.getActiveSpan()
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) span?.setAttribute(name, value)
}
