import { isPassing, SignpostError } from '../signpost-error.ts'
import { readGivenToken } from '../token-source.ts'

/** The answer of the page's own route: a client token, with the details that `POST /awss3/client-token` returns. */
export interface GivenToken {
  readonly clientToken: string
  /** ISO 8601. Without it the token is used until the gateway no longer accepts it. */
  readonly expiresAt: string
  /** The largest size of a file, in bytes. */
  readonly maxBytes?: number | undefined
  /** The allowed content types: `image/png`, or `image/*`. */
  readonly contentTypes?: readonly string[] | undefined
}

/** The expiry of a token for which the route names none. */
const never = '9999-12-31T00:00:00Z'

/**
 * Gets a client token from the page's own server, with its cookies. It sends a POST, so that no cache stores the answer. The answer
 * is the result of `createClientToken`, the same inside `data`, or only the token, as JSON or text.
 * @throws SignpostError `network_error`, which is retried; `token_route`
 */
export async function fetchClientToken(tokenUrl: string): Promise<GivenToken> {
  const response = await ask(tokenUrl).catch(async (cause: unknown) => {
    const message = await explainHidden(tokenUrl)
    if (message === undefined) throw tellLost(cause)
    // A broken connection looks the same if the network comes back immediately, so the request is repeated once.
    return ask(tokenUrl).catch(() => {
      throw new SignpostError('token_route', { message, cause })
    })
  })
  const { status } = response
  const text = await response.text().catch((cause: unknown) => {
    throw tellLost(cause)
  })
  if (!response.ok) {
    const message = `The page’s server returned no token for uploads (status ${status}).`
    throw new SignpostError('token_route', { message, status, canRetry: isPassing(status) })
  }
  const given = readGivenToken(readJson(text))
  // Only client tokens are accepted: anyone could read an API token in a web page.
  if (given?.clientToken.startsWith('ct_')) return { expiresAt: never, ...given } as GivenToken
  const message = 'The answer of the page’s server is not a client token (`ct_…`).'
  throw new SignpostError('token_route', { message, status })
}

function ask(tokenUrl: string, redirect: RequestRedirect = 'follow'): Promise<Response> {
  return fetch(tokenUrl, { method: 'POST', headers: { accept: 'application/json' }, redirect })
}

/** Finds out what hides an existing answer from the page. Often the route redirects to a sign-in page. */
async function explainHidden(tokenUrl: string): Promise<string | undefined> {
  const looks = [() => ask(tokenUrl, 'manual'), () => fetch(tokenUrl, { mode: 'no-cors', cache: 'no-store' })]
  for (const look of looks) {
    const type = await look().then(
      (response) => response.type,
      () => 'error',
    )
    if (type === 'opaqueredirect') return 'The page’s server redirects to another origin instead of returning a token.'
    if (type === 'opaque') return '`token-url` is at another origin, and CORS hides its answer from the page.'
    if (type !== 'error') return undefined
  }
  return undefined
}

function tellLost(cause: unknown): SignpostError {
  const message = 'The page’s server, which returns the token, could not be reached.'
  return new SignpostError('network_error', { message, canRetry: true, cause })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
