import type { AccountStore } from '../core/ports.ts'
import type { AccountRow, Database } from './schema.ts'

/** The accounts in the database. */
export function createAccountRepository(db: Database): AccountStore {
  return {
    async ensure({ id, name, createdAt }) {
      await db
        .insertInto('accounts')
        .values({ id, name, created_at: createdAt })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      const row = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
      return toAccount(row)
    },
  }
}

function toAccount({ id, name, created_at }: AccountRow) {
  return { id, name, createdAt: created_at }
}
