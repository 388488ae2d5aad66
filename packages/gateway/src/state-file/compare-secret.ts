import { timingSafeEqual } from 'node:crypto'
import type { Credential } from '../core/model.ts'
import type { Secret } from '../core/secret.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { VaultError } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { PlanDependencies } from './installation.ts'
import { readSecretReference } from './secret-reference.ts'
import type { StateCredential } from './state-fields.ts'

/** The secrets that a credential of the file refers to, and why those that are not there cannot be had. */
export interface ReadSecrets {
  readonly secrets: GivenSecrets
  readonly missing: readonly { readonly field: string; readonly problem: string }[]
}

/** Secrets of the file. A credential that renews itself has none, nor has one whose secrets cannot be had. */
export interface GivenSecrets {
  readonly secretAccessKey?: Secret
  readonly sessionToken?: Secret
}

/** Reads the secrets of a credential that has its keys in the file. */
export function readSecrets(
  { secretAccessKey, sessionToken }: StateCredential,
  { references }: Pick<PlanDependencies, 'references'>,
): ReadSecrets {
  const read = Object.entries({ secretAccessKey, sessionToken }).flatMap(([field, reference]) =>
    reference === undefined ? [] : [{ field, found: readSecretReference(reference, references) }],
  )
  const missing = read.flatMap(({ field, found }) => (typeof found === 'string' ? [{ field, problem: found }] : []))
  const secrets = missing.length > 0 ? [] : read.map(({ field, found }) => [field, found])
  return { secrets: Object.fromEntries(secrets), missing }
}

/** How a secret of the file stands to the sealed one, which is opened for that in this process and shown to nobody. */
export type SecretComparison = 'same' | 'other' | { readonly unopened: string } | { readonly unreadable: string }

/**
 * Compares secrets with those that are sealed.
 * @returns `unopened` when there is no master key to open them with, `unreadable` when this one cannot be opened by it
 */
export function compareSecrets(stored: Credential, given: GivenSecrets, ring: KeyRing): SecretComparison {
  try {
    const { secretAccessKey, sessionToken } = openCredentialSecret(stored, ring)
    const isSame = isEqual(secretAccessKey, given.secretAccessKey) && isEqual(sessionToken, given.sessionToken)
    return isSame ? 'same' : 'other'
  } catch (error) {
    if (error instanceof VaultError) return { unreadable: error.message }
    return { unopened: (error as Error).message }
  }
}

function isEqual(one: Secret | undefined, other: Secret | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  const [first, second] = [Buffer.from(one.reveal()), Buffer.from(other.reveal())]
  return first.length === second.length && timingSafeEqual(first, second)
}
