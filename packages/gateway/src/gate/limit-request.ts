import { AppError } from '../core/app-error.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'

/** Where the limiter's state of a request is put for the transport, which tells it to the client. */
export interface Limited {
  /** Set by the gate as soon as the token is known to be good; absent when its rate is off. */
  rateState?: RateState
}

/**
 * Counts a request of a good token, and puts down where it stands.
 * @throws AppError `rate_limited` when it is one too many
 */
export async function limitToken(limiter: RequestLimiter, token: VerifiedToken, request: Limited): Promise<void> {
  const state = await limiter.countToken(token.id, token.rate)
  if (state === undefined) return
  request.rateState = state
  refuseExceeded(state)
}

/**
 * Counts a request whose token was refused against its client address. A token that is used from outside its networks
 * counts here, too: whoever found it must not use up the rate of its holder, nor see how much the holder uses.
 * @param refusal what the token was refused with; a fault of ours is not counted
 * @throws AppError `rate_limited` when it is one too many
 */
export async function limitBadToken(limiter: RequestLimiter, clientAddress: string, refusal: unknown): Promise<void> {
  if (!(refusal instanceof AppError) || refusal.status >= 500) return
  const state = await limiter.countBadToken(clientAddress)
  if (state !== undefined) refuseExceeded(state)
}

function refuseExceeded({ isExceeded, resetsInSeconds }: RateState): void {
  if (isExceeded) throw new AppError('rate_limited', { headers: { 'retry-after': String(resetsInSeconds) } })
}
