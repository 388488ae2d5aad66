/** Where a request stands in its rate. */
export interface RateState {
  /** Requests that one window lets through. */
  readonly points: number
  readonly windowSeconds: number
  /** Requests that this window still lets through. */
  readonly remaining: number
  /** Whole seconds, at least 1: after so many the next window lets requests through again. */
  readonly resetsInSeconds: number
  /** Whether this very request is one too many. */
  readonly isExceeded: boolean
}

const policyName = '"default"'

/**
 * The value of the `RateLimit-Policy` field: what is allowed.
 * draft-ietf-httpapi-ratelimit-headers-11 §3.
 */
export function formatRateLimitPolicy({ points, windowSeconds }: RateState): string {
  return `${policyName};q=${points};w=${windowSeconds}`
}

/**
 * The value of the `RateLimit` field: what is left of it.
 * draft-ietf-httpapi-ratelimit-headers-11 §4.
 */
export function formatRateLimit({ remaining, resetsInSeconds }: RateState): string {
  return `${policyName};r=${remaining};t=${resetsInSeconds}`
}
