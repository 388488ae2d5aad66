import type { Credential } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import { open, rewrap, seal, VaultError } from './envelope.ts'
import type { KeyRing, SealingKey } from './key-ring.ts'

/** The part of a credential that is sealed. */
export interface CredentialSecret {
  readonly secretAccessKey: Secret
  /** The session token of a temporary credential. */
  readonly sessionToken?: Secret
}

/** Which record a sealed secret belongs to. */
type CredentialIdentity = Pick<Credential, 'accountId' | 'id'>

/** Seals the secret of one credential; it opens only for the same account and id. */
export function sealCredentialSecret(
  secret: CredentialSecret,
  identity: CredentialIdentity,
  sealingKey: SealingKey,
): string {
  const plaintext = JSON.stringify({
    secretAccessKey: secret.secretAccessKey.reveal(),
    sessionToken: secret.sessionToken?.reveal(),
  })
  return seal(plaintext, describeIdentity(identity), sealingKey)
}

/**
 * Opens the secret of a stored credential.
 * @throws VaultError that names the credential, when its secret was changed, moved from another credential, or sealed by
 * a master key that the ring does not have
 */
export function openCredentialSecret(credential: Credential, ring: KeyRing): CredentialSecret {
  const plaintext = nameCredential(credential, () => open(credential.sealedSecret, describeIdentity(credential), ring))
  const { secretAccessKey, sessionToken } = JSON.parse(plaintext) as { secretAccessKey: string; sessionToken?: string }
  return {
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
  }
}

/**
 * Wraps the data key of a stored credential's sealed secret with the current master key.
 * @throws VaultError like {@link openCredentialSecret}
 */
export function rewrapCredentialSecret(credential: Credential, ring: KeyRing): string {
  return nameCredential(credential, () => rewrap(credential.sealedSecret, describeIdentity(credential), ring))
}

/** Why a credential's secret does not open; undefined when it does. */
export function findSecretProblem(credential: Credential, ring: KeyRing): VaultError | undefined {
  try {
    openCredentialSecret(credential, ring)
    return undefined
  } catch (error) {
    if (error instanceof VaultError) return error
    throw error
  }
}

/** Adds the credential's id to a VaultError: an operator who reads the error in the log must know which credential it is about. */
function nameCredential<Result>({ id }: Credential, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new VaultError(error.code, `The secret of the credential ${id} does not open. ${error.message}`)
  }
}

function describeIdentity({ accountId, id }: CredentialIdentity): string {
  return `credential/${accountId}/${id}`
}
