import { AppError } from '../core/app-error.ts'
import type { VaultRepository } from '../core/ports.ts'
import { keyIdEnd, readKeyId } from '../core/sealed-text.ts'
import type { KeyRing, SealingKey } from './key-ring.ts'

/** What finds the master key of the installation. */
export type KeyRecord = Pick<VaultRepository, 'readMasterKeyId' | 'claimMasterKey' | 'listSamples'>

/**
 * Returns the master key of the installation, with which every process seals, whichever key of its ring that is. If the installation has
 * none yet, the current key of the ring becomes it. A gateway calls this before it starts, and each act that seals.
 * @throws AppError `master_key_mismatch`, which names both keys, when the ring lacks the installation's key
 */
export async function requireMasterKey(vault: KeyRecord, ring: KeyRing): Promise<SealingKey> {
  const neededId = (await vault.readMasterKeyId()) ?? (await claim(vault, ring))
  const key = ring.find(neededId)
  if (key !== undefined) return { current: key }
  throw new AppError('master_key_mismatch', {
    message: `The master key here is ${ring.current.id}, but that of this installation is ${neededId}. Give this process the keys of the gateway: SIGNPOST_MASTER_KEY (or its _FILE), SIGNPOST_MASTER_KEY_COMMAND or the key file. docs/master-key.md says what to do when the key is lost.`,
  })
}

/** @returns the id of the key that the installation has then, or of a key that seals its secrets already */
async function claim(vault: KeyRecord, ring: KeyRing): Promise<string> {
  const sealedWith = (await vault.listSamples(keyIdEnd)).flatMap(({ sealedSecret }) => readKeyId(sealedSecret) ?? [])
  const known = sealedWith.find((id) => ring.find(id) !== undefined)
  const [first] = sealedWith
  if (first !== undefined && known === undefined) return first
  return vault.claimMasterKey(known ?? ring.current.id)
}
