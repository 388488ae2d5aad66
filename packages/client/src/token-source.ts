import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A token, and when it ends: what `POST /awss3/client-token` answers. */
export interface EndingToken {
  readonly clientToken: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/** Where the token comes from. One of the two is needed. */
export interface TokenOptions {
  /** An API token on a server (`at_…`), a client token in a page (`ct_…`). */
  readonly token?: string | undefined
  /** Gets a token, mostly from the page's own server. It is called again when the token has ended. */
  readonly getToken?: (() => string | EndingToken | Promise<string | EndingToken>) | undefined
}

/** Hands out one token until it ends. */
export interface TokenSource {
  /** @throws what `getToken` throws */
  get(): Promise<string>
  /** The gateway does not take this one any more. */
  forget(token: string): void
  /** Whether another one can be had. */
  readonly canRenew: boolean
}

/** So long before its end a token is not used any more. */
const marginMs = 10_000

/** @throws SignpostError `invalid_argument` when there is no token */
export function createTokenSource({ token, getToken }: TokenOptions, environment: Environment): TokenSource {
  if (getToken === undefined) {
    if (token === undefined || token === '') {
      throw new SignpostError('invalid_argument', { message: '`token` or `getToken` is required' })
    }
    return { get: async () => token, forget() {}, canRenew: false }
  }
  let held: { readonly text: string; readonly endsAt: number } | undefined
  let fetching: Promise<string> | undefined

  async function fetchToken(fetchIt: NonNullable<TokenOptions['getToken']>): Promise<string> {
    const got = await fetchIt()
    const text = typeof got === 'string' ? got : got.clientToken
    held = { text, endsAt: typeof got === 'string' ? Number.POSITIVE_INFINITY : Date.parse(got.expiresAt) - marginMs }
    return text
  }

  return {
    canRenew: true,
    async get() {
      if (held !== undefined && environment.now() < held.endsAt) return held.text
      // Requests that start together share one.
      fetching ??= fetchToken(getToken).finally(() => {
        fetching = undefined
      })
      return fetching
    },
    forget(text) {
      if (held?.text === text) held = undefined
    },
  }
}
