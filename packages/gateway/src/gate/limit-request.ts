import { AppError } from '../core/app-error.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'

/** A token with where it stands in its rate, and the refusal when this is one request too many. */
export interface LimitedToken {
  readonly token: VerifiedToken
  readonly rate: RateState | undefined
  readonly refusal: AppError | undefined
}

/** Counts for a good token. @param cost as how many requests it counts */
export async function limitToken(limiter: RequestLimiter, token: VerifiedToken, cost = 1): Promise<LimitedToken> {
  const rate = await limiter.countToken(token.id, token.rate, cost)
  return { token, rate, refusal: rate === undefined ? undefined : findExcess(rate) }
}

/**
 * Counts a request whose token was refused against its client address. A token that is used from outside its networks
 * counts here, too: whoever found it must not use up the rate of its holder, nor see how much the holder uses.
 * @param refusal what the token was refused with; a fault of ours is not counted
 * @returns what to answer: the refusal, or `rate_limited` when it is one too many
 */
export async function limitBadToken(
  limiter: RequestLimiter,
  clientAddress: string,
  refusal: AppError,
): Promise<AppError> {
  if (refusal.status >= 500) return refusal
  const rate = await limiter.countBadToken(clientAddress)
  return (rate === undefined ? undefined : findExcess(rate)) ?? refusal
}

/**
 * The refusal of a request with a token that nobody knows yet, from an address that has used up its rate for bad tokens:
 * so a flood of guesses asks the database nothing. Undefined for others.
 */
export function refuseStranger(limiter: RequestLimiter, clientAddress: string): AppError | undefined {
  const rate = limiter.findExcess(clientAddress)
  return rate === undefined ? undefined : findExcess(rate)
}

function findExcess({ isExceeded, resetsInSeconds }: RateState): AppError | undefined {
  return isExceeded ? new AppError('rate_limited', { headers: { 'retry-after': String(resetsInSeconds) } }) : undefined
}
