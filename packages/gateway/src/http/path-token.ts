import { AppError } from '../core/app-error.ts'
import { findSentToken, type SentToken } from '../tokens/sent-token.ts'

/** The path below which Uppy sends its requests. */
export const uppyPath = '/uppy'

/** The name of the path parameter, and of the query parameter that it is moved to. */
const pathTokenName = 'client_token'

/**
 * Moves the token of a path `/uppy/TOKEN/…` into the query, before anything else sees the request: Signpost's logs, spans and
 * errors contain paths, but never a query. Uppy 6 cannot send a header that the page sets, so its token can only be in the path.
 * @param target a request target, of any form
 * @returns the target, with `client_token` in place of the token
 */
export function moveTokenToQuery(target: string): string {
  if (!target.startsWith(`${uppyPath}/`)) return target
  const [whole, token = '', path = '', query = ''] = /^\/uppy\/([^/?#]*)([^?#]*)\??(.*)$/s.exec(target) ?? []
  if (whole === undefined || token === 's3') return target
  const moved = `${pathTokenName}=${token.replaceAll('&', '%26').replaceAll('+', '%2B')}`
  return `${uppyPath}/${pathTokenName}${path}?${moved}${query === '' ? '' : `&${query}`}`
}

/** The base of the routes with the token in the path. */
export const pathTokenBase = `${uppyPath}/:${pathTokenName}`

/**
 * Takes the token from a path out of the query. Only a client token is accepted, not an API token, which may do more.
 * @param query the query, in which {@link moveTokenToQuery} put the token first
 * @param inQuery the value of `api_token`
 */
export function takePathToken(
  query: Record<string, string | string[]>,
  inQuery: string | string[] | undefined,
  authorization: string | undefined,
): SentToken {
  const [token = '', ...others] = [query[pathTokenName] ?? []].flat()
  delete query[pathTokenName]
  if (others.length > 0) query[pathTokenName] = others
  if (/^at_/.test(token)) return refuse('token_not_allowed', apiTokenMessage)
  if (!/^ct_/.test(token)) return refuse('token_malformed', `The path contains no client token. ${howTo}`)
  const parameter = [token, inQuery ?? []].flat()
  return findSentToken({ authorization, parameter, others: () => ({}) })
}

const howTo =
  'The path must be /uppy/ct_…/s3; in Uppy 6, set companionEndpoint: "https://signpost.example.com/uppy/ct_…". A back end makes a client token with POST /awss3/client-token'

const apiTokenMessage = `An API token was sent in a path, where pages and logs show it: revoke it, and use a client token. ${howTo}`

function refuse(code: 'token_not_allowed' | 'token_malformed', message: string): SentToken {
  return { token: undefined, tokenProblem: new AppError(code, { message }) }
}
