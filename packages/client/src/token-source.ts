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

  async function fetchToken(fetchIt: () => unknown): Promise<string> {
    const given = readGivenToken(await callGetToken(fetchIt))
    if (given === undefined) {
      const message = '`getToken` gave no token. It must give its text, or what `createClientToken` gives.'
      throw new SignpostError('token_route', { message })
    }
    const end = Date.parse(String(given.expiresAt))
    // One whose end is not told, or has passed by this clock, is used until the gateway does not take it any more.
    const endsAt = end > environment.now() ? end - marginMs : Number.POSITIVE_INFINITY
    held = { text: given.clientToken, endsAt }
    return held.text
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

/** What `fetch` says in Chromium, Firefox, Safari and Node when there was no answer. All mistakes of a program are TypeErrors, too. */
const lostNetwork = /^(failed to fetch|networkerror|load failed|fetch failed|network error|terminated)/i

async function callGetToken(getToken: () => unknown): Promise<unknown> {
  try {
    return await getToken()
  } catch (cause) {
    if (!(cause instanceof TypeError && lostNetwork.test(cause.message))) throw cause
    const message = 'What `getToken` asks for a token could not be reached.'
    throw new SignpostError('network_error', { message, canRetry: true, cause })
  }
}

/**
 * Reads what a route or `getToken` has given: a token, what `createClientToken` gives, or that within `data`, as the gateway answers.
 * @returns undefined when there is no token in it (its characters: RFC 6750, section 2.1)
 */
export function readGivenToken(
  given: unknown,
): { readonly clientToken: string; readonly expiresAt?: unknown } | undefined {
  if (typeof given === 'string') return readGivenToken({ clientToken: given })
  if (typeof given !== 'object' || given === null) return undefined
  if ('data' in given) return readGivenToken(given.data)
  const { clientToken, ...others } = given as { readonly clientToken?: unknown }
  const text = typeof clientToken === 'string' ? clientToken.trim() : ''
  return /^[\w.~+/-]+=*$/.test(text) ? { ...others, clientToken: text } : undefined
}
