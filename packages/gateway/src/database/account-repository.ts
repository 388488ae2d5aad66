import type { AdministrationEvent } from '../core/administration-event.ts'
import type { Account } from '../core/model.ts'
import type { AccountRepository } from '../core/ports.ts'
import { recordAdministration } from './administration-log.ts'
import { selectPage } from './list-page.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { AccountRow, Queries } from './schema.ts'

/** The accounts in the database. */
export function createAccountRepository(db: Queries): AccountRepository {
  function insert({ id, name, createdAt }: Account, event?: AdministrationEvent): Promise<boolean> {
    return db.transaction().execute(async (tx) => {
      await lockChanges(tx)
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('accounts')
        .values({ id, name, created_at: createdAt })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) return false
      await recordAdministration(tx, event)
      return true
    })
  }

  async function findByName(name: string): Promise<Account | undefined> {
    const row = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst()
    return row === undefined ? undefined : toAccount(row)
  }

  return {
    insert,
    findByName,

    async find(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : toAccount(row)
    },

    async ensure(account) {
      const found = await findByName(account.name)
      if (found !== undefined) return found
      await insert(account)
      // Another process may have inserted the name in between. Its account is the one to use then.
      return (await findByName(account.name)) ?? account
    },

    async list(page) {
      const rows = await db
        .selectFrom('accounts')
        .selectAll()
        .$call(selectPage(db, page, ['name', 'id']))
        .execute()
      return rows.map(toAccount)
    },

    rename(id, name, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const holder = await tx.selectFrom('accounts').select('id').where('name', '=', name).executeTakeFirst()
        if (holder !== undefined) return false
        await tx.updateTable('accounts').set({ name }).where('id', '=', id).execute()
        await recordAdministration(tx, event)
        return true
      })
    },

    remove(id, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numDeletedRows } = await tx.deleteFrom('accounts').where('id', '=', id).executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await bumpRevision(tx, id)
        await recordAdministration(tx, event)
        return true
      })
    },
  }
}

function toAccount({ id, name, created_at }: AccountRow): Account {
  return { id, name, createdAt: created_at }
}
