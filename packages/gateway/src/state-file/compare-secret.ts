import { timingSafeEqual } from 'node:crypto'
import type { Credential } from '../core/model.ts'
import type { Secret } from '../core/secret.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { VaultError } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { PlanDependencies } from './installation.ts'
import { readSecretReference } from './secret-reference.ts'
import type { StateCredential } from './state-fields.ts'

/** The secrets that a credential of the file refers to, and why others cannot be read. */
export interface ReadSecrets {
  readonly secrets: GivenSecrets
  readonly missing: readonly { readonly field: string; readonly problem: string }[]
}

/** The secrets of the file. They are absent for a credential with a source, and if they cannot be read. */
export interface GivenSecrets {
  readonly secretAccessKey?: Secret
  readonly sessionToken?: Secret
}

/** Reads the secrets of a credential whose keys are in the file. */
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

/** The result of comparing a secret of the file with the sealed one. The sealed secret is opened only in this process, and never shown. */
export type SecretComparison = 'same' | 'other' | { readonly unopened: string } | { readonly unreadable: string }

/**
 * Compares secrets with the sealed ones.
 * @returns `unopened` if there is no master key, `unreadable` if the master key cannot open this secret
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
