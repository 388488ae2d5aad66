import type { Credential } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import { open, seal } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'

/** The part of a credential that is sealed. */
export interface CredentialSecret {
  readonly secretAccessKey: Secret
}

/** Which record a sealed secret belongs to. */
type CredentialIdentity = Pick<Credential, 'accountId' | 'id'>

/** Seals the secret of one credential; it opens only for the same account and id. */
export function sealCredentialSecret(secret: CredentialSecret, identity: CredentialIdentity, ring: KeyRing): string {
  const plaintext = JSON.stringify({ secretAccessKey: secret.secretAccessKey.reveal() })
  return seal(plaintext, describeIdentity(identity), ring)
}

/**
 * Opens the secret of a stored credential.
 * @throws VaultError when it was changed, moved from another credential, or sealed by a master key that is not here
 */
export function openCredentialSecret(credential: Credential, ring: KeyRing): CredentialSecret {
  const plaintext = open(credential.sealedSecret, describeIdentity(credential), ring)
  const { secretAccessKey } = JSON.parse(plaintext) as { secretAccessKey: string }
  return { secretAccessKey: new Secret(secretAccessKey) }
}

function describeIdentity({ accountId, id }: CredentialIdentity): string {
  return `credential/${accountId}/${id}`
}
