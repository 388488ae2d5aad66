import { join } from 'node:path'
import { migratePostgres, openPostgres } from '../../packages/gateway/src/database/open-postgres-database.ts'
import { migrateSqlite, sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import { openSqlite } from '../../packages/gateway/src/database/sqlite-dialect.ts'
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

/** The longest time for a page that an index serves. Of the filters, a key prefix and an address have no index (docs/audit.md). */
const slowestMs = 100

/** A sort of more rows is more than a few pages. */
const mostSorted = 1000

/** How the database reads a page. */
interface PageReading {
  readonly ms: number
  /** The indexes that it is read from, without the common prefix of their names. */
  readonly indexes: string
}

/** Each page by its name, and how many pages were not read from an index in its order. */
interface PageReadings {
  readonly pages: ReadonlyMap<string, PageReading>
  readonly scans: number
}

/** Measures how long a page of the audit log takes among so many events, for every filter, and which index serves it. */
export async function measurePages(stand: TestStand, postgres: PostgresServer, count: number, progress: Progress) {
  progress(`scale: pages of ${formatNumber(count)} events, SQLite`)
  const sqlite = await measureSqlite(stand.makeDir('pages'), count)
  progress(`scale: pages of ${formatNumber(count)} events, PostgreSQL`)
  const server = await measurePostgres(await postgres.createDatabase(), count)
  const databases = [
    ['SQLite', sqlite],
    ['PostgreSQL', server],
  ] as const
  return {
    table: tabulate(count, sqlite, server),
    targets: databases.flatMap(([name, readings]) => listTargets(`${formatNumber(count)} events, ${name}`, readings)),
    raw: Object.fromEntries(databases.map(([name, { pages }]) => [name, Object.fromEntries(pages)])),
  }
}

async function measureSqlite(dataDir: string, count: number): Promise<PageReadings> {
  await migrateSqlite(dataDir)
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const db = openSqlite(sqlite)
  fillSqlite(sqlite, 1, count)
  sqlite.exec('analyze')
  const pages = new Map<string, PageReading>()
  let scans = 0
  for (const { name, page } of await compilePages(db)) {
    const plan = explainInSqlite(sqlite, page)
    if (/SCAN audit_events|TEMP B-TREE/.test(plan)) scans++
    const statement = sqlite.prepare(page.sql)
    const times = Array.from({ length: rounds }, () => {
      const startedAt = performance.now()
      statement.all(...page.parameters)
      return performance.now() - startedAt
    })
    pages.set(name, { ms: median(times), indexes: listIndexes(plan) })
  }
  await db.destroy()
  return { pages, scans }
}

async function measurePostgres(url: string, count: number): Promise<PageReadings> {
  await migratePostgres(url)
  const db = openPostgres(url, { size: 1, statementTimeoutMs: undefined })
  await fillPostgres(db, 1, count)
  const pages = new Map<string, PageReading>()
  let scans = 0
  for (const { name, page } of await compilePages(db)) {
    const plans = []
    for (let round = 0; round < rounds; round++) plans.push(await explainInPostgres(db, page))
    const nodes = plans[0]?.nodes.join(' ') ?? ''
    if (nodes.includes('Seq Scan') || (plans[0]?.sortedRows ?? 0) > mostSorted) scans++
    pages.set(name, { ms: median(plans.map(({ ms }) => ms)), indexes: listIndexes(nodes) })
  }
  await db.destroy()
  return { pages, scans }
}

function listIndexes(plan: string): string {
  return [...new Set(Array.from(plan.matchAll(/audit_events_(\w+)/g), ([, index]) => index))].join(', ')
}

function tabulate(count: number, ...databases: readonly PageReadings[]): Table {
  return {
    title: `A page of 51 events among ${formatNumber(count)}, by its filter`,
    columns: ['page', 'SQLite ms', 'index', 'PostgreSQL ms', 'index'],
    rows: millionQueries.map(({ name }) => [
      name,
      ...databases.flatMap(({ pages }) => [
        formatNumber(pages.get(name)?.ms ?? Number.NaN),
        pages.get(name)?.indexes ?? '',
      ]),
    ]),
    note: `Medians of ${rounds}, in the database itself.`,
  }
}

function listTargets(where: string, { pages, scans }: PageReadings): Target[] {
  const served = millionQueries.filter(
    ({ query }) => query.keyPrefix === undefined && query.clientAddress === undefined,
  )
  const slowest = Math.max(...served.map(({ name }) => pages.get(name)?.ms ?? Number.NaN))
  return [
    {
      what: `slowest page among ${where}, key prefixes and addresses aside`,
      kind: 'at most',
      bound: slowestMs,
      reached: slowest,
      unit: ' ms',
    },
    { what: `pages that scan or sort the whole log of ${where}`, kind: 'at most', bound: 0, reached: scans, unit: '' },
  ]
}
