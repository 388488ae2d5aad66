/** The rates: of a token; of a client token, in addition; of changes at the store; of an address that sends no valid token. */
export type RatePolicy = 'default' | 'client-token' | 'changes' | 'bad-tokens'

/** Where a request stands in its rate. */
export interface RateState {
  /** The name of the rate, as clients see it. */
  readonly policy: RatePolicy
  /** The number of requests that one window lets through. */
  readonly points: number
  readonly windowSeconds: number
  /** The number of requests that this window still lets through. */
  readonly remaining: number
  /** Seconds until the next window lets requests through again: a whole number, at least 1. */
  readonly resetsInSeconds: number
  /** Whether this very request is one too many. */
  readonly isExceeded: boolean
}

/**
 * The value of the `RateLimit-Policy` field: what each of the rates allows.
 * draft-ietf-httpapi-ratelimit-headers-11 §3.
 */
export function formatRateLimitPolicy(rates: readonly RateState[]): string {
  return rates.map(({ policy, points, windowSeconds }) => `"${policy}";q=${points};w=${windowSeconds}`).join(', ')
}

/**
 * The value of the `RateLimit` field: how much of each of the rates is left.
 * draft-ietf-httpapi-ratelimit-headers-11 §4.
 */
export function formatRateLimit(rates: readonly RateState[]): string {
  return rates
    .map(({ policy, remaining, resetsInSeconds }) => `"${policy}";r=${remaining};t=${resetsInSeconds}`)
    .join(', ')
}
