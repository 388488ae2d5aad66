import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { coverRule, impliedRules, parseAllowRule } from './allow-rule.ts'
import {
  type ClientTokenClaims,
  type ClientTokenKeys,
  formatClientToken,
  maxClientTokenLength,
} from './client-token.ts'
import { coversContentType } from './content-type.ts'
import { hashToken } from './token-format.ts'
import { fingerprintOf, type VerifiedToken } from './verified-token.ts'

/** What a new client token should allow. Each field has the grammar of the API token's field. */
export interface ClientTokenRequest {
  readonly allow: readonly string[]
  readonly expiresInSeconds: number
  readonly maxBytes?: number | undefined
  readonly contentTypes?: readonly string[] | undefined
  readonly origins?: readonly string[] | undefined
}

/** A new client token, and what it allows. */
export interface IssuedClientToken extends ClientTokenClaims {
  readonly text: string
  readonly fingerprint: string
}

/**
 * Issues a client token. If the request sets no size or content types, it inherits those of its API token. It ends no later than its API
 * token.
 * @throws AppError `token_not_allowed` for a client token; `invalid_request` with every limit that is wider than the API token's
 */
export function issueClientToken(
  parent: VerifiedToken,
  asked: ClientTokenRequest,
  { keys, now }: { readonly keys: ClientTokenKeys; readonly now: number },
): IssuedClientToken {
  if (parent.client !== undefined) {
    throw new AppError('token_not_allowed', {
      message: 'A client token cannot make client tokens; use the API token, from your server.',
    })
  }
  const details = listWider(parent, asked)
  if (details.length > 0) throw new AppError('invalid_request', { details })
  const issuedAt = Math.floor(now / 1000) * 1000
  const end = Math.min(issuedAt + asked.expiresInSeconds * 1000, parent.expiresAt ?? Number.POSITIVE_INFINITY)
  const claims: ClientTokenClaims = {
    accountId: parent.accountId,
    parentId: parent.id,
    issuedAt,
    expiresAt: Math.floor(end / 1000) * 1000,
    allow: asked.allow,
    maxBytes: asked.maxBytes ?? parent.maxBytes,
    contentTypes: asked.contentTypes ?? parent.contentTypes,
    origins: asked.origins,
  }
  const text = formatClientToken(claims, keys)
  if (text.length > maxClientTokenLength) {
    const message = `The client token would have ${text.length} characters, but at most ${maxClientTokenLength} are allowed: send fewer or shorter rules, content types and origins.`
    throw new AppError('invalid_request', { message })
  }
  return { ...claims, text, fingerprint: fingerprintOf(hashToken(text)) }
}

/** Lists the limits in which a client token would be wider than its API token. */
function listWider(parent: VerifiedToken, { allow, maxBytes, contentTypes = [] }: ClientTokenRequest): ErrorDetail[] {
  const details: ErrorDetail[] = []
  const add = (parameter: string, problem: string) =>
    details.push({ parameter, message: `\`${parameter}\` is wider than the API token${problem}` })

  for (const [index, text] of allow.entries()) {
    const rule = parseAllowRule(text)
    if (coverRule(parent.allow ?? impliedRules, rule)) continue
    const problem =
      parent.allow === undefined
        ? `, which has no rules and therefore allows upload and download; ${rule.action} needs a rule that names it`
        : ': none of its rules covers all of this one'
    add(`allow[${index}]`, problem)
  }
  if (maxBytes !== undefined && parent.maxBytes !== undefined && maxBytes > parent.maxBytes) {
    add('max_bytes', `, which allows ${parent.maxBytes} bytes`)
  }
  const widest = parent.contentTypes
  for (const [index, type] of contentTypes.entries()) {
    if (widest === undefined || widest.some((allowed) => coversContentType(allowed, type))) continue
    add(`content_types[${index}]`, `, which allows ${widest.join(', ')}`)
  }
  return details
}
