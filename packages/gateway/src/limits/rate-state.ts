/** The rates: of a token, of a client token beside that, of what changes something at the store, of an address without a good token. */
export type RatePolicy = 'default' | 'client-token' | 'changes' | 'bad-tokens'

/** Where a request stands in its rate. */
export interface RateState {
  /** Which rate it is, as clients are told. */
  readonly policy: RatePolicy
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

/**
 * The value of the `RateLimit-Policy` field: what is allowed, by each of the rates.
 * draft-ietf-httpapi-ratelimit-headers-11 §3.
 */
export function formatRateLimitPolicy(rates: readonly RateState[]): string {
  return rates.map(({ policy, points, windowSeconds }) => `"${policy}";q=${points};w=${windowSeconds}`).join(', ')
}

/**
 * The value of the `RateLimit` field: what is left of each of the rates.
 * draft-ietf-httpapi-ratelimit-headers-11 §4.
 */
export function formatRateLimit(rates: readonly RateState[]): string {
  return rates
    .map(({ policy, remaining, resetsInSeconds }) => `"${policy}";r=${remaining};t=${resetsInSeconds}`)
    .join(', ')
}
