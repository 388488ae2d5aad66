import { AppError } from '../core/app-error.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'

/** Where a token stands in its rates, and the refusal when this is one request too many. */
export interface Limited {
  readonly rates: readonly RateState[]
  readonly refusal: AppError | undefined
}

/** A token with what was counted for it. */
export interface LimitedToken extends Limited {
  readonly token: VerifiedToken
}

/**
 * Counts for a good token. A client token has a rate of its own, and counts as its API token beside that: no page can use up what
 * all have.
 * @param cost as how many requests it counts
 */
export function limitToken(limiter: RequestLimiter, token: VerifiedToken, cost = 1): MaybePromise<LimitedToken> {
  const { client } = token
  const counted = client === undefined ? undefined : limiter.countClientToken(client.fingerprint, cost)
  return andThen(counted, (own) => {
    if (own?.isExceeded === true) return limit(token, [own])
    return andThen(limiter.countToken(token.id, token.rate, cost), (rate) => limit(token, [rate, own]))
  })
}

/**
 * Counts the rest of a request that costs more than one, which was counted when it came.
 * @throws AppError `invalid_request` when no window ever lets so many through, so that waiting would not help
 */
export function limitCost(limiter: RequestLimiter, token: VerifiedToken, cost: number): MaybePromise<LimitedToken> {
  return andThen(limitToken(limiter, token, cost - 1), (limited) => {
    const tooSmall = limited.rates.find(({ points }) => points < cost)
    if (tooSmall === undefined) return limited
    const message = `This counts as ${cost} requests, and the token's rate lets only ${tooSmall.points} through at a time: ask for less at once.`
    throw new AppError('invalid_request', { message })
  })
}

/** Counts a request that changes something at the store: S3 is asked for each. */
export function limitChange(limiter: RequestLimiter, token: VerifiedToken, cost: number): MaybePromise<Limited> {
  return andThen(limiter.countChange(token.id, cost), (rate) => limit(token, [rate]))
}

function limit(token: VerifiedToken, states: readonly (RateState | undefined)[]): LimitedToken {
  const rates = states.filter((state) => state !== undefined)
  const exceeded = rates.find(({ isExceeded }) => isExceeded)
  return { token, rates, refusal: exceeded === undefined ? undefined : findExcess(exceeded) }
}

/**
 * Counts a request whose token was refused against its client address. A token that is used from outside its networks
 * counts here, too: whoever found it must not use up the rate of its holder, nor see how much the holder uses.
 * @param refusal what the token was refused with; a fault of ours is not counted
 * @returns what to answer: the refusal, or `rate_limited` when it is one too many
 */
export function limitBadToken(
  limiter: RequestLimiter,
  clientAddress: string,
  refusal: AppError,
): MaybePromise<AppError> {
  if (refusal.status >= 500) return refusal
  return andThen(
    limiter.countBadToken(clientAddress),
    (rate) => (rate === undefined ? undefined : findExcess(rate)) ?? refusal,
  )
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
