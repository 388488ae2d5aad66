import { AppError } from '../core/app-error.ts'
import type { OperationScope } from '../operations/operation.ts'
import { coversScope } from '../tokens/allow-rule.ts'
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
 * Holds a token's limits against what is asked for.
 * @throws AppError `token_not_allowed`, naming the limit
 */
export function authorizeScope(token: VerifiedToken, scope: OperationScope): void {
  if (token.allow !== undefined && !token.allow.some((rule) => coversScope(rule, scope))) {
    throw new AppError('token_not_allowed', {
      message: `The API token does not allow this ${scope.action}: none of its rules covers this bucket and key.`,
    })
  }
  // `private` grants nothing that the upload itself does not, so every token may ask for it.
  if (
    scope.acl !== undefined &&
    scope.acl !== 'private' &&
    token.acls !== undefined &&
    !token.acls.includes(scope.acl)
  ) {
    throw new AppError('token_not_allowed', {
      message: `The API token allows only these ACLs: ${['private', ...token.acls].join(', ')}.`,
    })
  }
  const longest = token.maxExpiresInSeconds
  if (longest !== undefined && scope.expiresInSeconds !== undefined && scope.expiresInSeconds > longest) {
    throw new AppError('token_not_allowed', {
      message: `The API token allows URLs of at most ${longest} seconds; ask for a shorter expires_in.`,
    })
  }
}
