import { AppError } from '../core/app-error.ts'
import { findSentToken, type SentToken } from '../tokens/sent-token.ts'

/** Under which Uppy's requests come. */
export const uppyPath = '/uppy'

/** The parameter of the path, and of the query that it is moved to. */
const pathTokenName = 'client_token'

/**
 * Moves the token of a path `/uppy/TOKEN/…` into the query, before anything else sees the request: a path is in logs, spans and
 * errors, and a query is in none of ours. Uppy 6 sends no header of the page's own, so its token can stand nowhere else.
 * @param target a request target, of any form
 * @returns the target, in which `client_token` stands where the token was
 */
export function moveTokenToQuery(target: string): string {
  if (!target.startsWith(`${uppyPath}/`)) return target
  const [whole, token = '', path = '', query = ''] = /^\/uppy\/([^/?#]*)([^?#]*)\??(.*)$/s.exec(target) ?? []
  if (whole === undefined || token === 's3') return target
  const moved = `${pathTokenName}=${token.replaceAll('&', '%26').replaceAll('+', '%2B')}`
  return `${uppyPath}/${pathTokenName}${path}?${moved}${query === '' ? '' : `&${query}`}`
}

/** The routes' base whose token stands in the path. */
export const pathTokenBase = `${uppyPath}/:${pathTokenName}`

/**
 * Takes the token that stood in a path out of the query: a client token, and nothing that is worth more.
 * @param query what {@link moveTokenToQuery} put it in, first
 * @param inQuery what was given for `api_token`
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
  if (!/^ct_/.test(token)) return refuse('token_malformed', `The path has no client token. ${howTo}`)
  const parameter = [token, inQuery ?? []].flat()
  return findSentToken({ authorization, parameter, others: () => ({}) })
}

const howTo =
  'Its form is /uppy/ct_…/s3: with Uppy 6 companionEndpoint: "https://signpost.example.com/uppy/ct_…". A back end makes a client token with POST /awss3/client-token'

const apiTokenMessage = `An API token was sent in a path, where pages and logs show it: revoke it, and use a client token. ${howTo}`

function refuse(code: 'token_not_allowed' | 'token_malformed', message: string): SentToken {
  return { token: undefined, tokenProblem: new AppError(code, { message }) }
}
