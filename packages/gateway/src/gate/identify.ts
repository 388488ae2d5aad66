import { authorizeClient, type RequestSource } from '../access/authorize.ts'
import { AppError, toAppError } from '../core/app-error.ts'
import { andThen, type MaybePromise, recover } from '../core/maybe-promise.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { limitBadToken, limitToken, refuseStranger } from './limit-request.ts'

/** The sender of a request, as a transport knows it. */
export interface GateClient extends RequestSource {
  readonly token: string | undefined
  /** Why no token can be read from the request, if more can be said than that there is none. */
  readonly tokenProblem?: AppError | undefined
  /** The subject that the OpenID Connect provider vouches for. The API token for this subject then takes the place of a sent one. */
  readonly subject?: string | undefined
}

/** The identity of a caller. With a `refusal`, the gate does nothing more for the request. */
export interface Identity {
  /** Undefined when the token is unknown. */
  readonly token: VerifiedToken | undefined
  /** Empty when the token is invalid, or has no rate. */
  readonly rates: readonly RateState[]
  readonly refusal: AppError | undefined
}

/** Finds out whose token it is, and counts the request in the token's rates. Never rejects. */
export type Identify = (client: GateClient) => MaybePromise<Identity>

/** Builds the function from the verifier of tokens and the rate limiter. */
export function createIdentify({
  tokens,
  limiter,
}: {
  readonly tokens: TokenVerifier
  readonly limiter: RequestLimiter
}): Identify {
  /** Finds the token of a client. A client that guesses too often is refused before any database query. */
  function findToken(client: GateClient): MaybePromise<VerifiedToken | AppError> {
    const { token, tokenProblem, subject, clientAddress } = client
    if (tokenProblem !== undefined) throw tokenProblem
    const recalled = subject === undefined ? tokens.recall(token) : tokens.recallSubject(subject)
    if (typeof recalled !== 'string') return recalled
    const refusal = recalled === 'stranger' ? refuseStranger(limiter, clientAddress) : undefined
    if (refusal !== undefined) return refusal
    return subject === undefined ? tokens.lookUp(token ?? '') : tokens.lookUpSubject(subject)
  }

  return (client) => {
    let token: VerifiedToken | undefined
    const refuse = (refusal: AppError): Identity => ({ token, rates: [], refusal })
    const identified = () =>
      andThen(findToken(client), (found) => {
        if (found instanceof AppError) return refuse(found)
        token = found
        authorizeClient(found, client)
        return limitToken(limiter, found)
      })
    return recover<Identity>(
      () =>
        recover<Identity>(identified, (thrown) =>
          andThen(limitBadToken(limiter, client.clientAddress, toAppError(thrown)), refuse),
        ),
      (fault) => refuse(toAppError(fault)),
    )
  }
}
