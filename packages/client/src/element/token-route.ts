import { isPassing, SignpostError } from '../signpost-error.ts'

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
  const response = await fetch(tokenUrl, { method: 'POST', headers: { accept: 'application/json' } }).catch(
    (cause: unknown) => {
      const message = 'The page’s server, which gives the token, could not be reached.'
      throw new SignpostError('network_error', { message, canRetry: true, cause })
    },
  )
  const { status } = response
  const text = await response.text().catch(() => '')
  if (!response.ok) {
    const message = `The page’s server gave no token for uploads (status ${status}).`
    throw new SignpostError('token_route', { message, status, canRetry: isPassing(status) })
  }
  const given = readToken(text.trim())
  if (given === undefined) {
    const message = 'What the page’s server answered is no client token (`ct_…`).'
    throw new SignpostError('token_route', { message, status })
  }
  return given
}

function readToken(text: string): GivenToken | undefined {
  const told = readJson(text)
  const given =
    typeof told === 'object' && told !== null ? (('data' in told ? told.data : told) as object | null) : told
  const { clientToken, ...others }: { readonly clientToken?: unknown } =
    typeof given === 'object' && given !== null ? given : { clientToken: given }
  // An API token has no business in a page, where everybody can read it.
  if (typeof clientToken !== 'string' || !clientToken.startsWith('ct_')) return undefined
  return { expiresAt: never, ...others, clientToken }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
