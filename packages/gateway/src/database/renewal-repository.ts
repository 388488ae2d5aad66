import type { Credential } from '../core/model.ts'
import type { RenewalRepository } from '../core/ports.ts'
import { toCredential } from './credential-row.ts'
import { requireOwnKey } from './installation-master-key.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { CredentialRow, Queries } from './schema.ts'

/** The credentials that renew themselves in the database. */
export function createRenewalRepository(db: Queries): RenewalRepository {
  return {
    async list() {
      const rows = await db
        .selectFrom('credentials')
        .selectAll()
        .where('source', 'is not', null)
        .orderBy('id')
        .execute()
      return rows.map(toCredential)
    },

    replace(read, renewal) {
      return replaceRenewal(db, read, { renewal: JSON.stringify(renewal) })
    },

    storeKeys(read, { accessKeyId, sealedSecret, expiresAt }, renewal) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, sealedSecret)
        const keys = { access_key_id: accessKeyId, sealed_secret: sealedSecret, expires_at: expiresAt ?? null }
        const isStored = await replaceRenewal(tx, read, { ...keys, renewal: JSON.stringify(renewal) })
        if (isStored) await bumpRevision(tx, read.accountId)
        return isStored
      })
    },
  }
}

/** @returns false when the credential has another renewal by now, or no longer exists */
async function replaceRenewal(
  tx: Queries,
  { accountId, id, renewal }: Credential,
  fields: Partial<CredentialRow>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('credentials')
    .set(fields)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('renewal', '=', JSON.stringify(renewal) ?? '')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
