import type { Credential } from '../core/model.ts'
import type { ChangeFeed, VaultRepository } from '../core/ports.ts'
import { findSecretProblem } from './credential-secret.ts'
import { keyIdEnd, readKeyId, type VaultError } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'
import type { SecretProblem } from './rotate-vault.ts'

/**
 * Creates a check of whether the master key of every stored secret is available. It tries one secret of each key. After a success it
 * tries again only when credentials have changed. An edited secret does not fail the check, because no other node could open it.
 * @returns a function that rejects with the VaultError of a secret whose master key is missing
 */
export function createVaultCheck(
  repository: Pick<VaultRepository, 'listSamples'>,
  changes: ChangeFeed,
  ring: KeyRing,
): () => Promise<void> {
  let generation = 0
  let goodIn: number | undefined
  changes.subscribe(() => generation++)

  return async () => {
    if (goodIn === generation) return
    const startedIn = generation
    const missing = (await repository.listSamples(keyIdEnd)).map((credential) => findMissingKey(credential, ring))
    const [problem] = missing.filter((error) => error !== undefined)
    if (problem !== undefined) throw problem
    goodIn = startedIn
  }
}

function findMissingKey(credential: Credential, ring: KeyRing): VaultError | undefined {
  const problem = findSecretProblem(credential, ring)
  return problem?.code === 'unknown_master_key' ? problem : undefined
}

/**
 * Makes sure that a gateway with this key ring could sign something.
 * @throws Error that names the keys when there are secrets and not one of them opens
 */
export function requireOpeningKey(stored: readonly Credential[], ring: KeyRing): void {
  // The credential of the sandbox is created anew when it does not open.
  const credentials = stored.filter(({ isSandbox }) => !isSandbox)
  const { keys, problems } = inspectVault(credentials, ring)
  if (credentials.length === 0 || problems.length < credentials.length) return
  const needed = keys.filter(({ role, records }) => role === 'unknown' && records > 0).map(({ keyId }) => keyId)
  if (needed.length === 0) return
  const secrets =
    credentials.length === 1
      ? 'The one stored secret does not open'
      : `None of the ${credentials.length} stored secrets opens`
  throw new Error(
    `${secrets}: the master key here is ${ring.current.id}, but the stored secrets need ${needed.join(' and ')}. Provide that key in SIGNPOST_MASTER_KEY, SIGNPOST_PREVIOUS_MASTER_KEYS or the key file; docs/master-key.md says what to do when it is lost`,
  )
}

/** The role of a master key in the ring: `current` seals, `previous` still opens, `unknown` is missing. */
export type KeyRole = 'current' | 'previous' | 'unknown'

/** How many records a master key still wraps. */
export interface KeyUsage {
  readonly keyId: string
  readonly role: KeyRole
  readonly records: number
}

/** The result of an inspection of the vault. */
export interface VaultInspection {
  /** Every key of the ring, and every other key that records need. */
  readonly keys: readonly KeyUsage[]
  /** The credentials whose secrets do not open. */
  readonly problems: readonly SecretProblem[]
}

/** Tries every secret of the vault. */
export function inspectVault(credentials: readonly Credential[], ring: KeyRing): VaultInspection {
  const { current, previous } = ring
  const records = new Map([current, ...previous].map(({ id }) => [id, 0]))
  const problems: SecretProblem[] = []
  for (const credential of credentials) {
    const keyId = readKeyId(credential.sealedSecret)
    if (keyId !== undefined) records.set(keyId, (records.get(keyId) ?? 0) + 1)
    const error = findSecretProblem(credential, ring)
    if (error !== undefined) problems.push({ credential, error })
  }
  const keys = [...records].map(([keyId, count]) => ({ keyId, role: nameRole(keyId, ring), records: count }))
  return { keys, problems }
}

function nameRole(keyId: string, ring: KeyRing): KeyRole {
  if (keyId === ring.current.id) return 'current'
  return ring.find(keyId) === undefined ? 'unknown' : 'previous'
}
