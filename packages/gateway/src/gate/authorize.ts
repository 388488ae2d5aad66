import type { Access } from '../core/access.ts'
import { isImplied } from '../core/actions.ts'
import { AppError } from '../core/app-error.ts'
import { coversAccess } from '../tokens/allow-rule.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'

/**
 * Holds a token's networks against the address that the request came from.
 * @throws AppError `token_not_allowed`
 */
export function authorizeClient(token: VerifiedToken, clientAddress: string): void {
  if (token.networks !== undefined && !token.networks.includes(clientAddress)) {
    throw new AppError('token_not_allowed', { message: 'The API token is not allowed from this network.' })
  }
}

/**
 * Holds an access against what narrows a token.
 * @throws AppError `token_not_allowed`, naming the limit
 */
export function authorizeAccess(token: VerifiedToken, access: Access): void {
  const { action, acl, expiresInSeconds } = access
  if (token.allow === undefined && !isImplied(action)) {
    throw new AppError('token_not_allowed', {
      message: `The API token does not allow this ${action}: that needs a rule which names it, such as ${action}:my-bucket/*.`,
    })
  }
  if (token.allow !== undefined && !token.allow.some((rule) => coversAccess(rule, access))) {
    throw new AppError('token_not_allowed', {
      message: `The API token does not allow this ${action}: none of its rules covers this bucket and key.`,
    })
  }
  // `private` grants nothing that the upload itself does not, so every token may ask for it.
  if (acl !== undefined && acl !== 'private' && token.acls !== undefined && !token.acls.includes(acl)) {
    throw new AppError('token_not_allowed', {
      message: `The API token allows only these ACLs: ${['private', ...token.acls].join(', ')}.`,
    })
  }
  const longest = token.maxExpiresInSeconds
  if (longest !== undefined && expiresInSeconds !== undefined && expiresInSeconds > longest) {
    throw new AppError('token_not_allowed', {
      message: `The API token allows URLs of at most ${longest} seconds; ask for a shorter expires_in.`,
    })
  }
}
