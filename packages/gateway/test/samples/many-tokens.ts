import { sql } from 'kysely'
import type { TokenPage } from '../../src/core/ports.ts'
import type { Queries } from '../../src/database/schema.ts'

/** How many tokens the account has. */
export const manyTokens = 100_000

/** Puts {@link manyTokens} tokens of the account `acc_1` into an empty database. */
export async function fillTokens(db: Queries, engine: 'sqlite' | 'postgres'): Promise<void> {
  const numbers =
    engine === 'sqlite'
      ? `with recursive number (n) as (select 1 union all select n + 1 from number where n < ${manyTokens})`
      : `with number (n) as (select generate_series(1, ${manyTokens}))`
  await db.insertInto('accounts').values({ id: 'acc_1', name: 'default', created_at: 1 }).execute()
  await sql
    .raw(`insert into tokens (id, account_id, name, hash, limits, created_at)
      ${numbers} select 'tok_' || n, 'acc_1', 'token-' || n, 'hash-' || n, '{}', n from number`)
    .execute(db)
  if (engine === 'postgres') await sql`vacuum analyze tokens`.execute(db)
}

const middle = { createdAt: manyTokens / 2, id: `tok_${manyTokens / 2}` }
const now = manyTokens + 1

/** Pages of the list, by a description of the query. */
export const tokenPages: Readonly<Record<string, TokenPage>> = {
  'first page': { limit: 51 },
  'from the middle': { limit: 51, after: middle },
  'last page': { limit: 51, after: { createdAt: manyTokens - 10, id: `tok_${manyTokens - 10}` } },
  newest: { limit: 51, order: 'newest' },
  'newest, from the middle': { limit: 51, order: 'newest', after: middle },
  'search that finds nothing': { limit: 51, search: 'nothing' },
  'search that finds a few, active': { limit: 51, search: '9999', state: { name: 'active', now } },
  'revoked, from the middle': { limit: 51, state: { name: 'revoked', now }, after: middle },
  expired: { limit: 51, state: { name: 'expired', now } },
}
