import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { ListPage } from '../../src/core/ports.ts'
import { migratePostgres, openPostgres } from '../../src/database/open-postgres-database.ts'
import { migrateSqlite, openSqlite, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import type { Queries } from '../../src/database/schema.ts'
import { selectTokens } from '../../src/database/token-repository.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// 100,000 tokens of one account: a page is read off its index, wherever it begins.

const tokenCount = 100_000
const pages: readonly ListPage[] = [
  { limit: 51 },
  { limit: 51, after: { createdAt: tokenCount / 2, id: `tok_${tokenCount / 2}` } },
  { limit: 51, after: { createdAt: tokenCount - 10, id: `tok_${tokenCount - 10}` } },
]

test('SQLite reads a page of tokens off the index', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const sqlite = openSqliteFile(join(dir.path, sqliteFileName))
  const db = openSqlite(sqlite)
  await fill(db, `with recursive number (n) as (select 1 union all select n + 1 from number where n < ${tokenCount})`)

  for (const page of pages) {
    const { sql: text, parameters } = selectTokens(db, 'acc_1', page).compile()
    const steps = sqlite.prepare(`explain query plan ${text}`).all(...parameters) as { detail: string }[]
    const plan = steps.map(({ detail }) => detail).join('; ')
    assert.match(plan, /^SEARCH tokens USING INDEX tokens_order \(account_id=\?/)
    assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/)
    if (page.after !== undefined) assert.match(plan, /\(created_at,id\)>/)
  }
  await db.destroy()
})

test('PostgreSQL reads a page of tokens off the index', async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  await migratePostgres(url)
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fill(db, `with number (n) as (select generate_series(1, ${tokenCount}))`)
  await sql`vacuum analyze tokens`.execute(db)

  for (const page of pages) {
    const query = selectTokens(db, 'acc_1', page).compile()
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>({ ...query, sql: `explain ${query.sql}` })
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.match(plan, /Index Scan using tokens_order/)
    assert.doesNotMatch(plan, /Seq Scan|Sort/)
    if (page.after !== undefined) assert.match(plan, /Index Cond: .*ROW\(created_at, id\) > ROW/)
  }
})

/** @param numbers the beginning of a query that names the numbers from 1 to {@link tokenCount} */
async function fill(db: Queries, numbers: string): Promise<void> {
  await db.insertInto('accounts').values({ id: 'acc_1', name: 'default', created_at: 1 }).execute()
  await sql
    .raw(`insert into tokens (id, account_id, name, hash, limits, created_at)
      ${numbers} select 'tok_' || n, 'acc_1', 'token-' || n, 'hash-' || n, '{}', n from number`)
    .execute(db)
}
