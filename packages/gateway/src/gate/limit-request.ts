import { AppError } from '../core/app-error.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'

/** How much of its rates a token has used, and the refusal when this request exceeds one of them. */
export interface Limited {
  readonly rates: readonly RateState[]
  readonly refusal: AppError | undefined
}

/** A token with the rates in which it was counted. */
export interface LimitedToken extends Limited {
  readonly token: VerifiedToken
}

/**
 * Counts a request of a valid token. A client token counts in its own rate and in that of its API token, so no web page can use up
 * the rate that all share.
 * @param cost how many requests it counts as
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
 * Counts the rest of a request that costs more than one; the first one was counted when the request arrived.
 * @throws AppError `invalid_request` when no window can ever allow so many, so that waiting would not help
 */
export function limitCost(limiter: RequestLimiter, token: VerifiedToken, cost: number): MaybePromise<LimitedToken> {
  return andThen(limitToken(limiter, token, cost - 1), (limited) => {
    const tooSmall = limited.rates.find(({ points }) => points < cost)
    if (tooSmall === undefined) return limited
    const message = `This counts as ${cost} requests, and the token's rate lets only ${tooSmall.points} through at a time: ask for less at once.`
    throw new AppError('invalid_request', { message })
  })
}

/** Counts a request that changes something at the store, because each of these causes requests to S3. */
export function limitChange(limiter: RequestLimiter, token: VerifiedToken, cost: number): MaybePromise<Limited> {
  return andThen(limiter.countChange(token.id, cost), (rate) => limit(token, [rate]))
}

function limit(token: VerifiedToken, states: readonly (RateState | undefined)[]): LimitedToken {
  const rates = states.filter((state) => state !== undefined)
  const exceeded = rates.find(({ isExceeded }) => isExceeded)
  return { token, rates, refusal: exceeded === undefined ? undefined : findExcess(exceeded) }
}

/**
 * Counts a request whose token was refused against its client address. A token that is used from outside its networks also
 * counts here: a person who found it must not use up its holder's rate, nor see how much the holder uses.
 * @param refusal the error with which the token was refused; a fault of the gateway is not counted
 * @returns the error to answer with: the refusal, or `rate_limited` when the address has exceeded its rate
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
 * Refuses a request with a token that is not in memory, from an address that has used up its rate for bad tokens. A flood of
 * guesses therefore causes no database queries. Undefined for other addresses.
 */
export function refuseStranger(limiter: RequestLimiter, clientAddress: string): AppError | undefined {
  const rate = limiter.findExcess(clientAddress)
  return rate === undefined ? undefined : findExcess(rate)
}

function findExcess({ isExceeded, resetsInSeconds }: RateState): AppError | undefined {
  return isExceeded ? new AppError('rate_limited', { headers: { 'retry-after': String(resetsInSeconds) } }) : undefined
}
