import type { Account } from '../core/model.ts'
import type { AccountRepository } from '../core/ports.ts'
import { selectPage } from './list-page.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { AccountRow, Queries } from './schema.ts'

/** The accounts in the database. */
export function createAccountRepository(db: Queries): AccountRepository {
  async function insert({ id, name, createdAt }: Account): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('accounts')
      .values({ id, name, created_at: createdAt })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows !== 0n
  }

  async function findByName(name: string): Promise<Account | undefined> {
    const row = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst()
    return row === undefined ? undefined : toAccount(row)
  }

  return {
    insert,
    findByName,

    async ensure(account) {
      const found = await findByName(account.name)
      if (found !== undefined) return found
      await insert(account)
      // Another process may have made it in between; then its account is the one.
      return (await findByName(account.name)) ?? account
    },

    async list(page) {
      const rows = await db.selectFrom('accounts').selectAll().$call(selectPage(page)).execute()
      return rows.map(toAccount)
    },

    remove(id) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numDeletedRows } = await tx.deleteFrom('accounts').where('id', '=', id).executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await bumpRevision(tx, id)
        return true
      })
    },
  }
}

function toAccount({ id, name, created_at }: AccountRow): Account {
  return { id, name, createdAt: created_at }
}
