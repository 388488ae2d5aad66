import type { Credential } from '../core/model.ts'
import { findSecretProblem } from './credential-secret.ts'
import { readKeyId } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'
import type { SecretProblem } from './rotate-vault.ts'

/** What a master key is to the ring: it seals, it still opens, or it is not there. */
export type KeyRole = 'current' | 'previous' | 'unknown'

/** How much a master key still wraps. */
export interface KeyUsage {
  readonly keyId: string
  readonly role: KeyRole
  readonly records: number
}

/** What is in the vault. */
export interface VaultInspection {
  /** Every key of the ring, and those that records need beside it. */
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
