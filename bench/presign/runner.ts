import type { Contestant, Credentials, SigningRequest } from './contestant.ts'
import type { SigningCase } from './signing-case.ts'
import { createSigningLoop, type SigningLoop } from './signing-loop.ts'

/** An order to sign one request with a credential. */
export interface SignOnce {
  readonly credentials: Credentials
  readonly request: SigningRequest
  /** The signing time, epoch milliseconds. */
  readonly signedAt: number
}

/** A contestant, in this process or in a process of its own. */
export interface Runner {
  readonly name: string
  readonly hasOwnClock: boolean
  /** Signs once, for a check of the URL. */
  sign(order: SignOnce): Promise<string>
  /** Creates the clients for a case. A loop that was created before must not be used any more. */
  prepare(signingCase: SigningCase): Promise<SigningLoop>
}

/** Runs a contestant in this process. */
export function runHere(contestant: Contestant): Runner {
  return {
    name: contestant.name,
    hasOwnClock: contestant.hasOwnClock ?? false,
    async sign({ credentials, request, signedAt }) {
      return contestant.connect(credentials)(request, new Date(signedAt))
    },
    async prepare(signingCase) {
      return createSigningLoop(contestant, signingCase)
    },
  }
}
