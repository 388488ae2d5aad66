import { type Action, actions, isImplied } from '../core/actions.ts'
import { signsFor } from '../core/credential-actions.ts'
import type { Credential } from '../core/model.ts'
import { type AllowRule, coversPattern, impliedRules, type NamePattern } from '../tokens/allow-rule.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { chooseCredential, type SigningCredential } from '../vault/signing-credentials.ts'

/** An action on a bucket and keys that a credential signs for a token. */
export interface Grant {
  readonly action: Action
  readonly bucket: NamePattern
  readonly key: NamePattern
}

/**
 * Lists what a credential signs for a token whose requests do not name a credential. A credential that is neither the default nor has
 * its own buckets signs only for requests that name it, so it gets everything that the rules allow.
 * @param stored all credentials of the account, including this one
 */
export function listGrants(
  { allow = impliedRules, credentialId }: Pick<VerifiedToken, 'allow' | 'credentialId'>,
  credential: Credential,
  stored: readonly SigningCredential[],
): Grant[] {
  if (credentialId !== undefined && credentialId !== credential.id) return []
  return allow.flatMap((rule) =>
    listActions(rule)
      .filter((action) => signsFor(credential, action))
      .flatMap((action) => {
        const buckets =
          credentialId === undefined ? listBuckets(rule.bucket, action, credential, stored) : [rule.bucket]
        return buckets.map((bucket) => ({ action, bucket, key: rule.key }))
      }),
  )
}

function listActions({ action }: AllowRule): readonly Action[] {
  return action === undefined ? actions.filter(isImplied) : [action]
}

/** Lists the part of a rule's buckets for which a credential is chosen. */
function listBuckets(
  rule: NamePattern,
  action: Action,
  credential: Credential,
  stored: readonly SigningCredential[],
): readonly NamePattern[] {
  const { bucketPatterns, isDefault, id } = credential
  if (bucketPatterns.length === 0 && !isDefault) return [rule]
  // For a single bucket, the choice is known.
  if (!rule.isPrefix) return chooseCredential(stored, { bucket: rule.text, action })?.credential.id === id ? [rule] : []
  if (isDefault) return [rule]
  return bucketPatterns.flatMap((text) => {
    const isPrefix = text.endsWith('*')
    const own = { text: isPrefix ? text.slice(0, -1) : text, isPrefix }
    if (coversPattern(rule, own)) return [own]
    return coversPattern(own, rule) ? [rule] : []
  })
}
