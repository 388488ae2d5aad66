import type { AdministrationEvent } from '../core/administration-event.ts'
import { areRivals } from '../core/credential-actions.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { recordAdministration } from './administration-log.ts'
import { toCredential, toRow } from './credential-row.ts'
import { requireOwnKey } from './installation-master-key.ts'
import { selectPage } from './list-page.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { CredentialRow, Queries } from './schema.ts'

/** The sealed credentials in the database. */
export function createCredentialRepository(db: Queries): CredentialRepository {
  return {
    async list(accountId, page) {
      const rows = await db
        .selectFrom('credentials')
        .selectAll()
        .where('account_id', '=', accountId)
        .$call(selectPage(db, page, ['name', 'id', 'access_key_id']))
        .execute()
      return rows.map(toCredential)
    },

    async findByName(accountId, name) {
      const row = await db
        .selectFrom('credentials')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .executeTakeFirst()
      return row === undefined ? undefined : toCredential(row)
    },

    insert(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, credential.sealedSecret)
        const row = toRow(credential)
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('credentials')
          .values(row)
          .onConflict((conflict) => conflict.columns(['account_id', 'name']).doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 0n) return false
        await clearOtherDefaults(tx, row)
        await bumpRevision(tx, credential.accountId)
        await recordAdministration(tx, event)
        return true
      })
    },

    update(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, credential.sealedSecret)
        const row = toRow(credential)
        return replaceFields(tx, row, row, event)
      })
    },

    updateSettings(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const row = toRow(credential)
        const { access_key_id: _, sealed_secret: __, expires_at: ___, ...settings } = row
        return replaceFields(tx, row, settings, event)
      })
    },

    rename(accountId, id, name, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const holder = await tx
          .selectFrom('credentials')
          .select('id')
          .where('account_id', '=', accountId)
          .where('name', '=', name)
          .executeTakeFirst()
        if (holder !== undefined) return false
        const { numUpdatedRows } = await tx
          .updateTable('credentials')
          .set({ name })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        await bumpRevision(tx, accountId)
        await recordAdministration(tx, event)
        return true
      })
    },

    replaceGuard(read, guard) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numUpdatedRows } = await tx
          .updateTable('credentials')
          .set({ guard: guard.kind, guard_asked_at: guard.askedAt })
          .where('account_id', '=', read.accountId)
          .where('id', '=', read.id)
          .where('guard_asked_at', read.guard === undefined ? 'is' : '=', read.guard?.askedAt ?? null)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        if (guard.kind !== read.guard?.kind) await bumpRevision(tx, read.accountId)
        return true
      })
    },

    async keepExamination(read, examination) {
      const { numUpdatedRows } = await db
        .updateTable('credentials')
        .set({ examination: JSON.stringify(examination) })
        .where('account_id', '=', read.accountId)
        .where('id', '=', read.id)
        // An examination is not stored when an operator has changed one of these meanwhile.
        .where('sealed_secret', '=', read.sealedSecret)
        .where('region', '=', read.region)
        .where('endpoint', read.endpoint === undefined ? 'is' : '=', read.endpoint ?? null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    remove(accountId, name, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numDeletedRows } = await tx
          .deleteFrom('credentials')
          .where('account_id', '=', accountId)
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await bumpRevision(tx, accountId)
        await recordAdministration(tx, event)
        return true
      })
    },
  }
}

/**
 * Replaces fields of a credential, except its renewal and its name: a node may renew it meanwhile, and an administrator may rename it.
 * Only those acts change these columns.
 * @returns false, with nothing changed, when there is no such credential
 */
async function replaceFields(
  tx: Queries,
  row: CredentialRow,
  fields: Partial<CredentialRow>,
  event: AdministrationEvent | undefined,
): Promise<boolean> {
  const { renewal: _, name: __, ...changed } = fields
  const { numUpdatedRows } = await tx
    .updateTable('credentials')
    // The stored examination is about the credential before this change.
    .set({ ...changed, examination: null })
    .where('account_id', '=', row.account_id)
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await clearOtherDefaults(tx, row)
  await bumpRevision(tx, row.account_id)
  await recordAdministration(tx, event)
  return true
}

/** Keeps one default credential for each action of an account. The sandbox has a default of its own. */
async function clearOtherDefaults(tx: Queries, row: CredentialRow): Promise<void> {
  if (row.is_default === 0) return
  const others = await tx
    .selectFrom('credentials')
    .selectAll()
    .where('account_id', '=', row.account_id)
    .where('is_sandbox', '=', row.is_sandbox)
    .where('is_default', '=', 1)
    .where('id', '!=', row.id)
    .execute()
  const credential = toCredential(row)
  const ids = others.filter((other) => areRivals(toCredential(other), credential)).map(({ id }) => id)
  if (ids.length === 0) return
  await tx.updateTable('credentials').set({ is_default: 0 }).where('id', 'in', ids).execute()
}
