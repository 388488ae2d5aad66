import type { AppError } from '../core/app-error.ts'
import type { Decision } from '../gate/decision.ts'
import { formatRateLimit, formatRateLimitPolicy, type RateState } from '../limits/rate-state.ts'
import type { Redirection } from '../operations/operation.ts'

/** Response headers, by their names in lower case. */
export type Headers = Readonly<Record<string, string>>

/** What a decision is answered with, beside the headers of every response; or its error, which has a form of its own. */
export type DecidedResponse = { readonly headers: Headers } & (
  | { readonly status: number; readonly body: object | undefined }
  | { readonly error: AppError }
)

/** Renders a decision of the gate as HTTP. */
export function toDecidedResponse(decision: Decision): DecidedResponse {
  const headers = listRateHeaders(decision.rates)
  if ('error' in decision) return { error: decision.error, headers }
  const { result, warnings, redirection } = decision
  if (redirection !== undefined) {
    return { status: 302, headers: { ...headers, ...listRedirectionHeaders(redirection) }, body: undefined }
  }
  return { status: 200, headers, body: { data: warnings.length === 0 ? result : { ...result, warnings } } }
}

const none: Headers = {}

/** Where a token stands in its rates, where it has any. */
export function listRateHeaders(rates: readonly RateState[]): Headers {
  if (rates.length === 0) return none
  return { 'ratelimit-policy': formatRateLimitPolicy(rates), ratelimit: formatRateLimit(rates) }
}

/**
 * Sends the client on to S3. Pages of every origin may: an `<img>` is blocked by the policy of other responses. Only the client
 * itself may keep it, since it stands for a secret.
 */
function listRedirectionHeaders({ url, freshSeconds }: Redirection): Headers {
  const kept: Headers = freshSeconds > 0 ? { 'cache-control': `private, max-age=${freshSeconds}` } : none
  return { ...kept, location: url, 'cross-origin-resource-policy': 'cross-origin' }
}
