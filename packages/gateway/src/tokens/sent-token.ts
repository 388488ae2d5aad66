import { AppError } from '../core/app-error.ts'
import { findBlank } from '../core/blank.ts'

/** What a request says of its API token. */
export interface SentToken {
  /** Undefined when none was found. */
  readonly token: string | undefined
  /** Why there is none, or not one, where more can be said than that. No message holds anything of what was sent. */
  readonly tokenProblem?: AppError
}

/** Where a token may stand in a request, well or by mistake. */
export interface TokenPlaces {
  /** The `Authorization` header. */
  readonly authorization: string | undefined
  /** The parameter `api_token`, every time that it was given. */
  readonly parameter: string | readonly string[] | undefined
  /** Other headers and parameters, by name. They are looked at only when no token was found. */
  others(): Readonly<Record<string, unknown>>
}

const bearerForm = /^Bearer +(\S+) *$/i

/**
 * Finds the API token: `Authorization: Bearer` (RFC 6750, section 2.1) or `?api_token=`. When both are there they have to be
 * the same: nobody could say which one was meant.
 */
export function findSentToken({ authorization = '', parameter, others }: TokenPlaces): SentToken {
  const bearer = authorization === '' ? undefined : bearerForm.exec(authorization)?.[1]
  if (bearer !== undefined && parameter === undefined) return describeToken(bearer)
  // As most requests come.
  if (authorization === '' && typeof parameter === 'string' && parameter !== '') return describeToken(parameter)
  // One that is empty is absent, as every optional parameter.
  const inQuery = [...new Set([parameter ?? []].flat())].filter((text) => text !== '')
  const inHeader = bearer ?? looseToken.exec(authorization)?.[0]
  const [token = bearer] = inQuery
  if (inQuery.length > 1) return refuseAmbiguity('is given more than once, with different tokens')
  if (inHeader !== undefined && token !== undefined && token !== inHeader) {
    return refuseAmbiguity('is another token than the one in the Authorization header')
  }
  if (token !== undefined) return describeToken(token)
  if (authorization !== '') return refuseForm(`The Authorization header ${describeForm(authorization)}.`)
  const place = findOtherPlace(others())
  return place === undefined ? { token } : refuseForm(`The API token was sent in ${place}, where it is not looked for.`)
}

const howTo =
  'Send it as "Authorization: Bearer at_…", the word Bearer, one space and the token, or as the api_token query parameter.'

function refuseForm(message: string): SentToken {
  return { token: undefined, tokenProblem: new AppError('token_malformed', { message: `${message} ${howTo}` }) }
}

function refuseAmbiguity(problem: string): SentToken {
  const details = [{ parameter: 'api_token', message: `\`api_token\` ${problem}; send one` }]
  return { token: undefined, tokenProblem: new AppError('invalid_request', { details }) }
}

/** A token in a header of another form. */
const looseToken = /\b[ac]t_[\w.~+/=-]+/

/** What is wrong with a header that is not of the form. */
function describeForm(authorization: string): string {
  if (/^Bearer$/i.test(authorization)) return 'has no token after the word Bearer'
  if (/^Bearer +Bearer\b/i.test(authorization)) return 'has the word Bearer twice'
  if (/^Bearer +/i.test(authorization)) return 'has more than the token after the word Bearer'
  if (/^Bearer\W/i.test(authorization)) return 'has another sign than a space after the word Bearer'
  if (/^[ac]t_\S*$/.test(authorization)) return 'has the API token without the word Bearer before it'
  if (/^Basic\b/i.test(authorization)) return 'has a user name and a password (Basic) and no API token'
  if (looseToken.test(authorization)) return 'has another word than Bearer before the API token'
  return 'does not have the form of an API token'
}

/** A token in a form that no token has: what can be told of it beyond that it is not known. */
function describeToken(token: string): SentToken {
  // RFC 6750, section 2.1: every token that may be good.
  if (/^[\w.~+/=-]+$/.test(token)) return { token }
  const blank = findBlank(token)
  if (blank !== undefined) return refuseForm(`The API token ${blank}, which is no part of it.`)
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

/** Where else a token stands, in words. Only names that are known are repeated. */
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
