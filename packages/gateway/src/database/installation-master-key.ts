import { AppError } from '../core/app-error.ts'
import { readKeyId } from '../core/sealed-text.ts'
import type { Queries } from './schema.ts'

/** Key of the setting with the id of the installation's master key. */
export const masterKeySetting = 'master_key'

/** Reads the id of the installation's master key; undefined before the first key. */
export async function readMasterKeyId(db: Queries): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', masterKeySetting).executeTakeFirst()
  return row?.value
}

/**
 * Makes sure that a secret is sealed with the installation's master key, in the transaction that stores it and behind `lockChanges`. The
 * key may have been replaced while its sender asked a store, or fetched keys.
 * @throws AppError `master_key_mismatch`
 */
export async function requireOwnKey(tx: Queries, sealedSecret: string): Promise<void> {
  const keyId = readKeyId(sealedSecret)
  const ownId = await readMasterKeyId(tx)
  if (keyId === undefined || ownId === undefined || keyId === ownId) return
  throw new AppError('master_key_mismatch', {
    message: `Nothing was stored. The secret is sealed with the master key ${keyId}, but that of this installation is ${ownId}. If the key was replaced at this moment, try again.`,
  })
}
