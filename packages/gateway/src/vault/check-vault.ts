import type { Credential } from '../core/model.ts'
import type { ChangeFeed } from '../core/ports.ts'
import { keyIdEnd, readKeyId } from '../core/sealed-text.ts'
import { findSecretProblem } from './credential-secret.ts'
import type { VaultError } from './envelope.ts'
import { type KeyRecord, requireMasterKey } from './installation-key.ts'
import type { KeyRing } from './key-ring.ts'
import type { SecretProblem } from './rotate-vault.ts'

/**
 * Creates a check of whether the master keys of the installation and of every stored secret are available. It tries one secret of each
 * key. After a success it tries again only when credentials or the installation's key have changed, or when the ring has lost that key. An
 * edited secret does not fail the check, because no other node could open it.
 * @returns a function that rejects with the VaultError of a secret whose master key is missing, or with `master_key_mismatch`
 */
export function createVaultCheck(vault: KeyRecord, changes: ChangeFeed, ring: KeyRing): () => Promise<void> {
  let generation = 0
  let goodIn: number | undefined
  let ownId = ''
  changes.subscribe(() => generation++)

  return async () => {
    if (goodIn === generation && ring.find(ownId) !== undefined) return
    const startedIn = generation
    // First, because it makes a ring of files look whether they have changed. Until then, the ring opens what the files no longer do.
    ownId = (await requireMasterKey(vault, ring)).current.id
    const missing = (await vault.listSamples(keyIdEnd)).map((credential) => findMissingKey(credential, ring))
    const [problem] = missing.filter((error) => error !== undefined)
    if (problem !== undefined) throw problem
    goodIn = startedIn
  }
}

function findMissingKey(credential: Credential, ring: KeyRing): VaultError | undefined {
  const problem = findSecretProblem(credential, ring)
  return problem?.code === 'unknown_master_key' ? problem : undefined
}

/** The role of a master key in the ring: a rotation goes over to `current`, `previous` still opens, `unknown` is missing. */
export type KeyRole = 'current' | 'previous' | 'unknown'

/** How many records a master key still wraps. */
export interface KeyUsage {
  readonly keyId: string
  readonly role: KeyRole
  /** Secrets of credentials. */
  readonly records: number
}

/** The result of an inspection of the vault. */
export interface VaultInspection {
  /** Every key of the ring, and every other key that the installation or a record needs. */
  readonly keys: readonly KeyUsage[]
  /** The credentials whose secrets do not open. */
  readonly problems: readonly SecretProblem[]
}

/**
 * Tries every secret of the vault.
 * @param masterKeyId the installation's master key, which is shown even if it is missing and wraps nothing
 */
export function inspectVault(
  credentials: readonly Credential[],
  masterKeyId: string | undefined,
  ring: KeyRing,
): VaultInspection {
  const { current, previous } = ring
  const records = new Map([current, ...previous].map(({ id }) => [id, 0]))
  if (masterKeyId !== undefined && !records.has(masterKeyId)) records.set(masterKeyId, 0)
  const problems: SecretProblem[] = []
  for (const credential of credentials) {
    const keyId = readKeyId(credential.sealedSecret)
    if (keyId !== undefined) records.set(keyId, (records.get(keyId) ?? 0) + 1)
    const error = findSecretProblem(credential, ring)
    // The sandbox makes its credential anew when it starts.
    if (error !== undefined && !credential.isSandbox) problems.push({ credential, error })
  }
  const keys = [...records].map(([keyId, count]) => ({ keyId, role: nameRole(keyId, ring), records: count }))
  return { keys, problems }
}

function nameRole(keyId: string, ring: KeyRing): KeyRole {
  if (keyId === ring.current.id) return 'current'
  return ring.find(keyId) === undefined ? 'unknown' : 'previous'
}
