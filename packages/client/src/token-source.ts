import type { Environment } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** A token and its expiry, as `POST /awss3/client-token` returns them. */
export interface EndingToken {
  readonly clientToken: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/** Where the token comes from. One of the two is required. */
export interface TokenOptions {
  /** An API token on a server (`at_…`), or a client token in a web page (`ct_…`). */
  readonly token?: string | undefined
  /** Gets a token, usually from the page's own server. It is called again when the token has expired. */
  readonly getToken?: (() => string | EndingToken | Promise<string | EndingToken>) | undefined
}

/** Provides one token until it expires. */
export interface TokenSource {
  /** @throws whatever `getToken` throws */
  get(): Promise<string>
  /** Drops a token that the gateway no longer accepts. */
  forget(token: string): void
  /** Whether a new token can be requested. */
  readonly canRenew: boolean
}

/** A token that expires within this time is no longer used. */
const marginMs = 10_000

/** Creates the source of tokens. @throws SignpostError `invalid_argument` if there is no token */
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
      const message =
        '`getToken` returned no token. It must return the token’s text, or the result of `createClientToken`.'
      throw new SignpostError('token_route', { message })
    }
    const end = Date.parse(String(given.expiresAt))
    // A token whose expiry is unknown, or already past by this clock, is used until the gateway no longer accepts it.
    const endsAt = end > environment.now() ? end - marginMs : Number.POSITIVE_INFINITY
    held = { text: given.clientToken, endsAt }
    return held.text
  }

  return {
    canRenew: true,
    async get() {
      if (held !== undefined && environment.now() < held.endsAt) return held.text
      // Requests that start together share one call.
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

/**
 * The messages of `fetch` in Chromium, Firefox, Safari and Node if there was no answer. The class alone is not enough, because
 * programming mistakes are TypeErrors as well.
 */
const lostNetwork = /^(failed to fetch|networkerror|load failed|fetch failed|network error|terminated)/i

async function callGetToken(getToken: () => unknown): Promise<unknown> {
  try {
    return await getToken()
  } catch (cause) {
    if (!(cause instanceof TypeError && lostNetwork.test(cause.message))) throw cause
    const message = 'The server that `getToken` asks for a token could not be reached.'
    throw new SignpostError('network_error', { message, canRetry: true, cause })
  }
}

/**
 * Reads the result of a route or of `getToken`: a token, the result of `createClientToken`, or the same inside `data`, as the gateway
 * answers.
 * @returns undefined if it contains no token (for its characters see RFC 6750, section 2.1)
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
