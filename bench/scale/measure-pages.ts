import { join } from 'node:path'
import { migratePostgres, openPostgres } from '../../packages/gateway/src/database/open-postgres-database.ts'
import { migrateSqlite, openSqlite, sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import {
  compilePages,
  explainInPostgres,
  explainInSqlite,
  fillPostgres,
  fillSqlite,
} from '../../packages/gateway/test/samples/audit-plans.ts'
import { millionQueries } from '../../packages/gateway/test/samples/million-events.ts'
import type { PostgresServer } from '../../packages/gateway/test/servers/postgres-server.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'

const rounds = 5

/** No page may take longer that an index serves: of the filters, a key prefix and an address have none (docs/audit.md). */
const slowestMs = 100

/** Time of each page by its name, and how many of them were not read off an index. */
interface PageTimes {
  readonly ms: ReadonlyMap<string, number>
  readonly scans: number
}

/** How long a page of the audit log takes among a million events, for every filter, and whether an index serves it. */
export async function measurePages(stand: TestStand, postgres: PostgresServer, progress: Progress) {
  progress('scale: pages of a million events, SQLite')
  const sqlite = await measureSqlite(stand.makeDir('pages'))
  progress('scale: pages of a million events, PostgreSQL')
  const server = await measurePostgres(await postgres.createDatabase())
  const databases = [
    ['SQLite', sqlite],
    ['PostgreSQL', server],
  ] as const
  return {
    table: tabulate(sqlite, server),
    targets: databases.flatMap(([name, times]) => listTargets(name, times)),
    raw: Object.fromEntries(databases.map(([name, times]) => [name, Object.fromEntries(times.ms)])),
  }
}

async function measureSqlite(dataDir: string): Promise<PageTimes> {
  await migrateSqlite(dataDir)
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const db = openSqlite(sqlite)
  fillSqlite(sqlite, 1)
  sqlite.exec('analyze')
  const ms = new Map<string, number>()
  let scans = 0
  for (const { name, page } of await compilePages(db)) {
    if (/SCAN audit_events|TEMP B-TREE/.test(explainInSqlite(sqlite, page))) scans++
    const statement = sqlite.prepare(page.sql)
    const times = Array.from({ length: rounds }, () => {
      const startedAt = performance.now()
      statement.all(...page.parameters)
      return performance.now() - startedAt
    })
    ms.set(name, median(times))
  }
  await db.destroy()
  return { ms, scans }
}

async function measurePostgres(url: string): Promise<PageTimes> {
  await migratePostgres(url)
  const db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fillPostgres(db, 1)
  const ms = new Map<string, number>()
  let scans = 0
  for (const { name, page } of await compilePages(db)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const plan = await explainInPostgres(db, page)
      if (round === 0 && plan.nodes.some((node) => node.includes('Seq Scan'))) scans++
      times.push(plan.ms)
    }
    ms.set(name, median(times))
  }
  await db.destroy()
  return { ms, scans }
}

function tabulate(sqlite: PageTimes, postgres: PageTimes): Table {
  return {
    title: 'A page of 51 events among a million, by its filter',
    columns: ['page', 'SQLite ms', 'PostgreSQL ms'],
    rows: millionQueries.map(({ name }) => [
      name,
      ...[sqlite, postgres].map(({ ms }) => formatNumber(ms.get(name) ?? Number.NaN)),
    ]),
    note: `Medians of ${rounds}, in the database itself.`,
  }
}

function listTargets(database: string, { ms, scans }: PageTimes): Target[] {
  const served = millionQueries.filter(
    ({ query }) => query.keyPrefix === undefined && query.clientAddress === undefined,
  )
  const slowest = Math.max(...served.map(({ name }) => ms.get(name) ?? Number.NaN))
  return [
    {
      what: `slowest page among a million events, key prefixes and addresses aside, ${database}`,
      kind: 'at most',
      bound: slowestMs,
      reached: slowest,
      unit: ' ms',
    },
    { what: `pages that scan the whole log, ${database}`, kind: 'at most', bound: 0, reached: scans, unit: '' },
  ]
}
