import type { Access, HeldUpload } from '../core/access.ts'
import { isImplied } from '../core/actions.ts'
import { AppError, toAppError } from '../core/app-error.ts'
import { type AllowRule, coversAccess, formatAllowRule, listListablePrefixes } from '../tokens/allow-rule.ts'
import { coversContentType } from '../tokens/content-type.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'

/** The origin of a request, as the transport reports it. */
export interface RequestSource {
  readonly clientAddress: string
  /** The `Origin` that a browser names (RFC 6454, section 7). */
  readonly origin?: string | undefined
}

/**
 * Checks that a token may be used from where the request comes from. The origin keeps out only other web pages: a client that is not a
 * browser can send any origin.
 * @throws AppError `token_not_allowed`
 */
export function authorizeClient({ networks, client }: VerifiedToken, { clientAddress, origin }: RequestSource): void {
  if (networks !== undefined && !networks.includes(clientAddress)) {
    throw new AppError('token_not_allowed', { message: 'The API token is not allowed from this network.' })
  }
  const origins = client?.origins
  if (origins !== undefined && (origin === undefined || !origins.includes(origin))) {
    const problem = origin === undefined ? 'the request has no Origin header' : 'the Origin header names another one'
    throw new AppError('token_not_allowed', {
      message: `The client token is only for web pages of certain origins, but ${problem}.`,
    })
  }
}

/** Lists the accesses that a token does not cover, each with its error. */
export function listRefusals(token: VerifiedToken, accesses: readonly Access[]): ReadonlyMap<Access, AppError> {
  const refusals = new Map<Access, AppError>()
  for (const access of accesses) {
    try {
      authorizeAccess(token, access)
    } catch (thrown) {
      refusals.set(access, toAppError(thrown))
    }
  }
  return refusals
}

/** Chooses the access to authorize: the alternative if the token's rules cover only that, otherwise the access itself. */
export function chooseAccess(token: VerifiedToken, access: Access): Access {
  const { orElse } = access
  if (orElse === undefined || isCovered(token, access) || !isCovered(token, orElse)) return access
  return orElse
}

/** Whether the token's rules cover the access. For a client token, its own rules must cover it as well. */
export function isCovered({ allow, client }: VerifiedToken, access: Access): boolean {
  return isCoveredBy(allow, access) && (client === undefined || isCoveredBy(client.allow, access))
}

/** Whether rules cover an access. @param rules undefined allows the actions that need no rule */
function isCoveredBy(rules: readonly AllowRule[] | undefined, access: Access): boolean {
  return rules === undefined ? isImplied(access.action) : rules.some((rule) => coversAccess(rule, access))
}

/**
 * Checks an access against the restrictions of a token. For a client token, the restrictions of its API token apply as well.
 * @throws AppError `token_not_allowed`, naming the limit
 */
export function authorizeAccess(token: VerifiedToken, access: Access): void {
  const { acl, expiresInSeconds } = access
  if (!isCovered(token, access)) {
    const holder = isCoveredBy(token.allow, access) ? 'client token' : 'API token'
    const rules = holder === 'client token' ? token.client?.allow : token.allow
    // The holder of a client token may know its rules, but not those of its API token.
    const isOwn = holder === 'client token' || token.client === undefined
    throw new AppError('token_not_allowed', { message: describeUncovered(holder, rules, access, isOwn) })
  }
  // `private` grants nothing that the upload itself does not, so every token may ask for it.
  if (acl !== undefined && acl !== 'private' && token.acls !== undefined && !token.acls.includes(acl)) {
    throw new AppError('token_not_allowed', {
      message: `The API token allows only these ACLs: ${[...new Set(['private', ...token.acls])].join(', ')}.`,
    })
  }
  const longest = token.maxExpiresInSeconds
  if (longest !== undefined && expiresInSeconds !== undefined && expiresInSeconds > longest) {
    throw new AppError('token_not_allowed', {
      message: `The token allows URLs of at most ${longest} seconds; ask for a shorter expires_in.`,
    })
  }
  if (access.held !== 'registered') authorizeUpload(token, access)
}

/**
 * Checks an upload against the sizes and content types that a token may send. A size or type that S3 does not enforce could be anything.
 * @throws AppError `token_not_allowed`, with what the request should send
 */
export function authorizeUpload(token: VerifiedToken, { action, held = {} }: Access): void {
  if (action !== 'upload' || held === 'nothing-sent') return
  const { maxBytes, contentTypes } = token
  const clientTypes = token.client?.contentTypes
  if (maxBytes === undefined && contentTypes === undefined && clientTypes === undefined) return
  if (held === 'registered') throw new Error('An upload of the register was resolved without what the register says')
  if (maxBytes !== undefined) authorizeBytes(maxBytes, held)
  if (contentTypes !== undefined) authorizeContentType(contentTypes, held)
  if (clientTypes !== undefined) authorizeContentType(clientTypes, held)
}

function authorizeBytes(maxBytes: number, { bytes }: HeldUpload): void {
  if (bytes !== undefined && bytes <= maxBytes) return
  const limit = `The token allows uploads of at most ${maxBytes} bytes`
  const message =
    bytes === undefined
      ? `${limit}, and S3 must be able to enforce this: state the exact size in content_length, ask for an upload form with max_bytes, or begin a multipart upload with its size.`
      : `${limit}; this one may have ${bytes}.`
  throw new AppError('token_not_allowed', { message })
}

function authorizeContentType(contentTypes: readonly string[], { contentType }: HeldUpload): void {
  if (contentType !== undefined && contentTypes.some((allowed) => coversContentType(allowed, contentType))) return
  const limit = `The token allows uploads of these content types only: ${contentTypes.join(', ')}`
  const message =
    contentType === undefined
      ? `${limit}. S3 must be able to enforce the type: state it in content_type, or ask for an upload form with content_type_prefix.`
      : `${limit}.`
  throw new AppError('token_not_allowed', { message })
}

function describeUncovered(
  holder: string,
  rules: readonly AllowRule[] | undefined,
  { action, bucket }: Access,
  isOwn: boolean,
): string {
  const refusal = `The ${holder} does not allow this ${action}`
  if (rules === undefined) {
    return `${refusal}: it needs a rule that names this action, such as ${action}:my-bucket/*.`
  }
  const prefixes = action === 'list' && isOwn ? listListablePrefixes(rules, bucket) : []
  if (prefixes.length === 0) {
    return `${refusal}: none of its rules covers this bucket and key${isOwn ? ` (${describeRules(rules)})` : ''}.`
  }
  return `${refusal}: it may list this bucket only with a \`prefix\` that begins with ${prefixes.join(' or ')}.`
}

/** How many rules a message names: a token may have many. */
const mostRules = 5

function describeRules(rules: readonly AllowRule[]): string {
  const more = rules.length > mostRules ? ` and ${rules.length - mostRules} more` : ''
  return rules.slice(0, mostRules).map(formatAllowRule).join(', ') + more
}
