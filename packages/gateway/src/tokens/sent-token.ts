import { AppError } from '../core/app-error.ts'
import { findBlank } from '../core/blank.ts'

/** The API token that a request sent. */
export interface SentToken {
  /** Undefined if none was found. */
  readonly token: string | undefined
  /** Why there is no token, or more than one, if the reason is known. The message contains nothing that was sent. */
  readonly tokenProblem?: AppError
}

/** The places in a request where a token may be, rightly or by mistake. */
export interface TokenPlaces {
  /** The `Authorization` header. */
  readonly authorization: string | undefined
  /** The parameter `api_token`, with every value that was sent. */
  readonly parameter: string | readonly string[] | undefined
  /** Returns other headers and parameters by name. It is called only if no token was found. */
  others(): Readonly<Record<string, unknown>>
}

const bearerForm = /^Bearer +(\S+) *$/i

/**
 * Finds the API token: `Authorization: Bearer` (RFC 6750, section 2.1) or `?api_token=`. If a request has both, they must be the same,
 * because otherwise it is unclear which one to use.
 */
export function findSentToken({ authorization = '', parameter, others }: TokenPlaces): SentToken {
  const bearer = authorization === '' ? undefined : bearerForm.exec(authorization)?.[1]
  if (bearer !== undefined && parameter === undefined) return describeToken(bearer)
  // The most common form.
  if (authorization === '' && typeof parameter === 'string' && parameter !== '') return describeToken(parameter)
  // An empty value counts as absent, as for every optional parameter.
  const inQuery = [...new Set([parameter ?? []].flat())].filter((text) => text !== '')
  const inHeader = bearer ?? looseToken.exec(authorization)?.[0]
  const [token = bearer] = inQuery
  if (inQuery.length > 1) return refuseAmbiguity('is sent more than once, with different tokens')
  if (inHeader !== undefined && token !== undefined && token !== inHeader) {
    return refuseAmbiguity('differs from the token in the Authorization header')
  }
  if (token !== undefined) return describeToken(token)
  if (authorization !== '') return refuseForm(`The Authorization header ${describeForm(authorization)}.`)
  const place = findOtherPlace(others())
  return place === undefined
    ? { token }
    : refuseForm(`The API token was sent in ${place}, where the gateway does not accept it.`)
}

const howTo =
  'Send it as "Authorization: Bearer at_…", the word Bearer, one space and the token, or as the api_token query parameter.'

function refuseForm(message: string): SentToken {
  return { token: undefined, tokenProblem: new AppError('token_malformed', { message: `${message} ${howTo}` }) }
}

function refuseAmbiguity(problem: string): SentToken {
  const details = [{ parameter: 'api_token', message: `\`api_token\` ${problem}; send only one token` }]
  return { token: undefined, tokenProblem: new AppError('invalid_request', { details }) }
}

/** A token in a header of another form. */
const looseToken = /\b[ac]t_[\w.~+/=-]+/

/** Describes what is wrong with the form of the header. */
function describeForm(authorization: string): string {
  if (/^Bearer$/i.test(authorization)) return 'has no token after the word Bearer'
  if (/^Bearer +Bearer\b/i.test(authorization)) return 'has the word Bearer twice'
  if (/^Bearer +/i.test(authorization)) return 'has more than the token after the word Bearer'
  if (/^Bearer\W/i.test(authorization)) return 'has a character other than a space after the word Bearer'
  if (/^[ac]t_\S*$/.test(authorization)) return 'has the API token without the word Bearer before it'
  if (/^Basic\b/i.test(authorization)) return 'has a user name and a password (Basic) instead of an API token'
  if (looseToken.test(authorization)) return 'has a word other than Bearer before the API token'
  return 'does not have the form of an API token'
}

/** Returns the token, or a problem if its form shows more than that it is unknown. */
function describeToken(token: string): SentToken {
  // RFC 6750, section 2.1: the form of every token that may be valid.
  if (/^[\w.~+/=-]+$/.test(token)) return { token }
  const blank = findBlank(token)
  if (blank !== undefined) return refuseForm(`The API token ${blank}, which is not part of it.`)
  if (/^["'<[(].*["'>\])]$/.test(token)) return refuseForm('The API token is in quotation marks or brackets.')
  if (/^(?:\$|%|\{\{|<%)/.test(token)) return refuseForm('The API token is a placeholder that was not filled in.')
  return { token }
}

const headerNames = [
  'x-api-key',
  'x-api-token',
  'api-key',
  'api-token',
  'apikey',
  'x-auth-token',
  'x-access-token',
  'token',
]

/** Says where else a token is. It repeats only known names. */
function findOtherPlace(others: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(others)) {
    const isToken = typeof value === 'string' && /^[ac]t_/.test(value)
    if (isToken && headerNames.includes(name)) return `\`${name}\``
    if (isToken && /^(?:amp;|\\?u0026|%26)?\w*(?:token|key|auth\w*|bearer)$/i.test(name)) {
      return /^\w{1,24}$/.test(name) ? `\`${name}\`` : 'a parameter whose `&` was escaped'
    }
    if (typeof value === 'string' && /(?:&|&amp;|\\u0026)api_token=/.test(value)) {
      return 'the value of another parameter, because an `&` was escaped'
    }
  }
  return undefined
}
