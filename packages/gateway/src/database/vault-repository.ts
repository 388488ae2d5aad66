import { sql } from 'kysely'
import type { VaultRepository } from '../core/ports.ts'
import { recordAdministration } from './administration-log.ts'
import { toCredential } from './credential-row.ts'
import { masterKeySetting, readMasterKeyId, requireOwnKey } from './installation-master-key.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { Queries } from './schema.ts'

/** The sealed credentials of every account in the database, and the id of the master key. */
export function createVaultRepository(db: Queries): VaultRepository {
  const read = () => readMasterKeyId(db)

  return {
    readMasterKeyId: read,

    async claimMasterKey(keyId) {
      await db
        .insertInto('settings')
        .values({ key: masterKeySetting, value: keyId })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute()
      return (await read()) ?? keyId
    },

    changeMasterKey(keyId, formerId, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        if ((await readMasterKeyId(tx)) !== formerId) return false
        await tx
          .insertInto('settings')
          .values({ key: masterKeySetting, value: keyId })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: keyId }))
          .execute()
        await recordAdministration(tx, event)
        // A change of any account makes every node look whether it has the key.
        const account = await tx.selectFrom('accounts').select('id').orderBy('created_at').executeTakeFirst()
        if (account !== undefined) await bumpRevision(tx, account.id)
        return true
      })
    },

    async list() {
      const rows = await db.selectFrom('credentials').selectAll().orderBy('account_id').orderBy('id').execute()
      return rows.map(toCredential)
    },

    async listSamples(prefixLength) {
      const rows = await db
        .selectFrom('credentials')
        .selectAll()
        .where('id', 'in', (query) =>
          query
            .selectFrom('credentials')
            .select(({ fn }) => fn.min('id').as('id'))
            .where('is_sandbox', '=', 0)
            .groupBy(sql`substr(sealed_secret, 1, ${sql.lit(prefixLength)})`),
        )
        .execute()
      return rows.map(toCredential)
    },

    reseal({ id, accountId, sealedSecret: readSecret }, sealedSecret) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, sealedSecret)
        const { numUpdatedRows } = await tx
          .updateTable('credentials')
          .set({ sealed_secret: sealedSecret })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .where('sealed_secret', '=', readSecret)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        // The secret is the same, but nodes must not keep a cached row that needs a master key about to be dropped.
        await bumpRevision(tx, accountId)
        return true
      })
    },

    exclusively(act, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        // The event comes first, because no rollback can undo what the act does.
        await recordAdministration(tx, event)
        act()
      })
    },
  }
}
