import { isCovered } from '../access/authorize.ts'
import { actions } from '../core/actions.ts'
import type { FindKeys } from '../explain/compare-signature.ts'
import { toKnownKey } from '../explain/known-key.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import type { SigningCredentials } from '../vault/signing-credentials.ts'

/**
 * Lists the stored credentials that a token may know about: those of its account, or only its own when it is bound to one, and
 * only for a bucket and key that its rules cover for some action. For any other, the answer is the same as for a key that is not stored.
 */
export async function listKnownKeys(token: VerifiedToken, credentials: SigningCredentials): Promise<FindKeys> {
  const stored = await credentials.forAccount(token.accountId)
  const own = stored.filter(
    ({ credential }) => token.credentialId === undefined || token.credentialId === credential.id,
  )
  return (accessKeyId, locate) =>
    own
      .filter(({ credential }) => credential.accessKeyId === accessKeyId)
      .filter(({ credential }) => {
        const place = locate(credential)
        return actions.some((action) => isCovered(token, { action, ...place }))
      })
      // A web page shows everybody what it gets, so a client token gets less.
      .map((signing) => toKnownKey(signing, token.client === undefined))
}
