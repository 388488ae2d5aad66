import { authorizeClient, type RequestSource } from '../access/authorize.ts'
import { AppError, toAppError } from '../core/app-error.ts'
import { andThen, type MaybePromise, recover } from '../core/maybe-promise.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { limitBadToken, limitToken, refuseStranger } from './limit-request.ts'

/** Who sends a request, as a transport knows it. */
export interface GateClient extends RequestSource {
  readonly token: string | undefined
  /** Why no token can be taken from the request, where more can be said than that there is none. */
  readonly tokenProblem?: AppError | undefined
  /** Whom the OpenID Connect provider vouches for: then no token is looked at, but the one that is for this subject. */
  readonly subject?: string | undefined
}

/** Who asks. With a refusal nothing more is done for them. */
export interface Identity {
  /** Undefined when nobody knows the token. */
  readonly token: VerifiedToken | undefined
  /** Empty when the token is not good, or has no rate. */
  readonly rates: readonly RateState[]
  readonly refusal: AppError | undefined
}

/** Finds out whose token it is, and where that token stands in its rates, which this counts for. Never rejects. */
export type Identify = (client: GateClient) => MaybePromise<Identity>

/** Builds it over what knows tokens and what counts. */
export function createIdentify({
  tokens,
  limiter,
}: {
  readonly tokens: TokenVerifier
  readonly limiter: RequestLimiter
}): Identify {
  /** Finds the token of a client. Whoever guesses too often is refused before anything is looked up. */
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
