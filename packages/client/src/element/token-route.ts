import { isPassing, SignpostError } from '../signpost-error.ts'
import { readGivenToken } from '../token-source.ts'

/** What the page's own route gives: a client token, and what `POST /awss3/client-token` says of it. */
export interface GivenToken {
  readonly clientToken: string
  /** ISO 8601. Without it the token is used until the gateway does not take it any more. */
  readonly expiresAt: string
  /** The most bytes of a file. */
  readonly maxBytes?: number | undefined
  /** `image/png`, or `image/*`. */
  readonly contentTypes?: readonly string[] | undefined
}

/** Of a token whose end nobody has told. */
const never = '9999-12-31T00:00:00Z'

/**
 * Gets a client token from the page's own server, with its cookies: a POST, so that nothing on the way keeps the answer. The
 * answer is what `createClientToken` gives, that within `data`, or the token alone, as JSON or text.
 * @throws SignpostError `network_error`, which is tried again; `token_route`
 */
export async function fetchClientToken(tokenUrl: string): Promise<GivenToken> {
  const response = await ask(tokenUrl).catch(async (cause: unknown) => {
    const message = await explainHidden(tokenUrl)
    if (message === undefined) throw tellLost(cause)
    // A connection that broke looks the same when the network is back at once.
    return ask(tokenUrl).catch(() => {
      throw new SignpostError('token_route', { message, cause })
    })
  })
  const { status } = response
  const text = await response.text().catch((cause: unknown) => {
    throw tellLost(cause)
  })
  if (!response.ok) {
    const message = `The page’s server gave no token for uploads (status ${status}).`
    throw new SignpostError('token_route', { message, status, canRetry: isPassing(status) })
  }
  const given = readGivenToken(readJson(text))
  // An API token has no business in a page, where everybody can read it.
  if (given?.clientToken.startsWith('ct_')) return { expiresAt: never, ...given } as GivenToken
  const message = 'What the page’s server answered is no client token (`ct_…`).'
  throw new SignpostError('token_route', { message, status })
}

function ask(tokenUrl: string, redirect: RequestRedirect = 'follow'): Promise<Response> {
  return fetch(tokenUrl, { method: 'POST', headers: { accept: 'application/json' }, redirect })
}

/** What keeps an answer from the page, where there is one: often the route redirects to where people sign in. */
async function explainHidden(tokenUrl: string): Promise<string | undefined> {
  const looks = [() => ask(tokenUrl, 'manual'), () => fetch(tokenUrl, { mode: 'no-cors', cache: 'no-store' })]
  for (const look of looks) {
    const type = await look().then(
      (response) => response.type,
      () => 'error',
    )
    if (type === 'opaqueredirect') return 'The page’s server redirects to another origin, and gives no token.'
    if (type === 'opaque') return 'The answer to `token-url` is of another origin, whose CORS hides it from the page.'
    if (type !== 'error') return undefined
  }
  return undefined
}

function tellLost(cause: unknown): SignpostError {
  const message = 'The page’s server, which gives the token, could not be reached.'
  return new SignpostError('network_error', { message, canRetry: true, cause })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
