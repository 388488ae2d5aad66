import { join } from 'node:path'
import { migratePostgres, openPostgres } from '../../packages/gateway/src/database/open-postgres-database.ts'
import { migrateSqlite, sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import type { Queries } from '../../packages/gateway/src/database/schema.ts'
import { openSqlite } from '../../packages/gateway/src/database/sqlite-dialect.ts'
import { selectTokens } from '../../packages/gateway/src/database/token-repository.ts'
import { fillTokens, manyTokens, tokenPages } from '../../packages/gateway/test/samples/many-tokens.ts'
import type { PostgresServer } from '../../packages/gateway/test/servers/postgres-server.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'

const rounds = 9
const slowestMs = 50

type Times = ReadonlyMap<string, number>

/** Measures how long a page of the list of tokens takes, and a search in the list, when the account has 100,000 tokens. */
export async function measureLists(stand: TestStand, postgres: PostgresServer, progress: Progress) {
  progress('scale: lists of 100,000 tokens')
  const dataDir = stand.makeDir('lists')
  await migrateSqlite(dataDir)
  const sqlite = await measure(openSqlite(openSqliteFile(join(dataDir, sqliteFileName))), 'sqlite')
  const url = await postgres.createDatabase()
  await migratePostgres(url)
  const server = await measure(openPostgres(url, { size: 1, statementTimeoutMs: undefined }), 'postgres')
  return {
    table: tabulate(sqlite, server),
    targets: [createTarget('SQLite', sqlite), createTarget('PostgreSQL', server)],
    raw: { sqlite: Object.fromEntries(sqlite), postgres: Object.fromEntries(server) },
  }
}

async function measure(db: Queries, engine: 'sqlite' | 'postgres'): Promise<Times> {
  await fillTokens(db, engine)
  const ms = new Map<string, number>()
  for (const [name, page] of Object.entries(tokenPages)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now()
      await selectTokens(db, 'acc_1', page).execute()
      times.push(performance.now() - startedAt)
    }
    ms.set(name, median(times))
  }
  await db.destroy()
  return ms
}

function tabulate(sqlite: Times, postgres: Times): Table {
  return {
    title: `A page of 51 tokens among ${formatNumber(manyTokens)}`,
    columns: ['page', 'SQLite ms', 'PostgreSQL ms'],
    rows: Object.keys(tokenPages).map((name) => [
      name,
      ...[sqlite, postgres].map((ms) => formatNumber(ms.get(name) ?? Number.NaN)),
    ]),
    note: `Medians of ${rounds}.`,
  }
}

function createTarget(database: string, ms: Times): Target {
  return {
    what: `slowest page of the list of ${formatNumber(manyTokens)} tokens, searches too, ${database}`,
    kind: 'at most',
    bound: slowestMs,
    reached: Math.max(...ms.values()),
    unit: ' ms',
  }
}
