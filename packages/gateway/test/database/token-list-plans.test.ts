import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { migratePostgres, openPostgres } from '../../src/database/open-postgres-database.ts'
import { migrateSqlite, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { openSqlite } from '../../src/database/sqlite-dialect.ts'
import { selectTokens } from '../../src/database/token-repository.ts'
import { fillTokens, tokenPages } from '../samples/many-tokens.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// With 100,000 tokens of one account, every page and every search is read from the index, wherever the page begins.
// bench/scale measures the same pages.

test('SQLite reads a page of tokens from the index', async () => {
  using dir = makeTempDir()
  await migrateSqlite(dir.path)
  const sqlite = openSqliteFile(join(dir.path, sqliteFileName))
  const db = openSqlite(sqlite)
  await fillTokens(db, 'sqlite')

  for (const [name, page] of Object.entries(tokenPages)) {
    const { sql: text, parameters } = selectTokens(db, 'acc_1', page).compile()
    const steps = sqlite.prepare(`explain query plan ${text}`).all(...parameters) as { detail: string }[]
    const plan = steps.map(({ detail }) => detail).join('; ')
    assert.match(plan, /^SEARCH tokens USING INDEX tokens_order \(account_id=\?/, name)
    assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/, name)
    if (page.after !== undefined) assert.match(plan, /\(created_at,id\)[<>]/, name)
  }
  await db.destroy()
})

test('PostgreSQL reads a page of tokens from the index', async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  await migratePostgres(url)
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fillTokens(db, 'postgres')
  // One account owns the whole table here, so PostgreSQL would rightly scan it for rare rows. With more accounts it uses the index.
  for (const way of ['seqscan', 'bitmapscan']) await sql.raw(`set enable_${way} = off`).execute(db)

  for (const [name, page] of Object.entries(tokenPages)) {
    const query = selectTokens(db, 'acc_1', page).compile()
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>({ ...query, sql: `explain ${query.sql}` })
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.match(plan, /Index Scan( Backward)? using tokens_order/, name)
    assert.doesNotMatch(plan, /Seq Scan|Sort/, name)
    if (page.after !== undefined) assert.match(plan, /Index Cond: .*ROW\(created_at, id\) [<>] ROW/, name)
  }
})
