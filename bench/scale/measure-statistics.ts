import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { Database } from '../../packages/gateway/src/core/ports.ts'
import { hourMs } from '../../packages/gateway/src/core/statistics-ports.ts'
import { openPostgresDatabase } from '../../packages/gateway/src/database/open-postgres-database.ts'
import { openSqliteDatabase, sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { withoutPostgresIndexes, withoutSqliteIndexes } from '../../packages/gateway/test/samples/audit-indexes.ts'
import { type PostgresServer, query } from '../../packages/gateway/test/servers/postgres-server.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'

const rounds = 5
const tokenCount = 1000
const days = 300
const accountId = 'acc_bench'
/** The number of uncounted events when the charts are requested. */
const tail = 10_000
/** The longest time that a page with charts may wait for its numbers. */
const slowestMs = 600

const names = [
  accountId,
  'signed_url',
  'upload',
  'download',
  'allowed',
  'denied',
  'rate_limited',
  'token_not_allowed',
  'cred_1',
]

/** Writes SQL that fills an empty log with events of the last 300 days. @param source a table of numbers `n`, from 1 */
function describeEvents(count: number, source: string, requestId: string): string {
  const periodMs = days * 24 * hourMs
  const number = (name: string) => names.indexOf(name) + 1
  return `insert into audit_events (id, at, account, token, operation, action, outcome, code, status, credential, bucket,
      "key", expires_in_seconds, client_address, request_id)
    select n, ${Date.now() - periodMs} + cast(n * (${periodMs} / ${count}.0) as bigint), ${number(accountId)}, 100 + n % ${tokenCount},
      ${number('signed_url')}, case when n % 3 = 0 then ${number('download')} else ${number('upload')} end,
      case when n % 50 < 2 then ${number('denied')} else ${number('allowed')} end,
      case n % 50 when 0 then ${number('rate_limited')} when 1 then ${number('token_not_allowed')} end, 200, ${number('cred_1')},
      'bucket-' || (n % 50), 'incoming/file-' || n || '.pdf', 300, '127.0.0.1', ${requestId} from ${source}`
}

function describeNames(): readonly string[] {
  return [
    `insert into audit_names (id, name) values ${names.map((name, index) => `(${index + 1}, '${name}')`).join(', ')}`,
    `insert into audit_names (id, name) values ${Array.from({ length: tokenCount }, (_, token) => `(${100 + token}, 'tok_${token}')`).join(', ')}`,
  ]
}

/** Measures how long the dashboard's charts take among so many events, and how long it takes to count all events for the first time. */
export async function measureStatistics(stand: TestStand, postgres: PostgresServer, count: number, progress: Progress) {
  progress(`scale: statistics of ${formatNumber(count)} events, SQLite`)
  const dataDir = stand.makeDir('statistics')
  await (await openSqliteDatabase(dataDir)).close()
  const file = new Sqlite(join(dataDir, sqliteFileName))
  file.pragma('synchronous = off')
  file.pragma('cache_size = -400000')
  for (const statement of describeNames()) file.exec(statement)
  const numbers = `(with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count}) select n from numbers)`
  withoutSqliteIndexes(file, () =>
    file.exec(describeEvents(count, numbers, "unhex(printf('00000000000040008000%012x', n))")),
  )
  file.close()
  const sqlite = await measure(await openSqliteDatabase(dataDir))

  progress(`scale: statistics of ${formatNumber(count)} events, PostgreSQL`)
  const url = await postgres.createDatabase()
  const options = { url, poolSize: 1, staleAfterMs: 60_000 }
  await (await openPostgresDatabase(options)).close()
  for (const statement of describeNames()) await query(url, statement)
  const source = `(select n from generate_series(1, ${count}) n) numbers`
  const run = (statement: string) => query(url, statement)
  await withoutPostgresIndexes(run, async () => {
    await run(describeEvents(count, source, "decode(lpad(to_hex(n), 32, '0'), 'hex')"))
  })
  await query(url, 'vacuum analyze audit_events')
  const server = await measure(await openPostgresDatabase(options))
  const databases = [
    ['SQLite', sqlite],
    ['PostgreSQL', server],
  ] as const
  return {
    table: tabulate(count, sqlite, server),
    targets: databases.map(
      ([name, { charts }]): Target => ({
        what: `slowest numbers of a chart among ${formatNumber(count)} events, ${name}`,
        kind: 'at most',
        bound: slowestMs,
        reached: Math.max(...charts.values()),
        unit: ' ms',
      }),
    ),
    raw: Object.fromEntries(
      databases.map(([name, { charts, ...rest }]) => [name, { ...rest, ...Object.fromEntries(charts) }]),
    ),
  }
}

interface StatisticsTimes {
  /** The time of the first counting of all events. */
  readonly seconds: number
  readonly steps: number
  /** The time of the slowest step, which the writers of the log wait for. */
  readonly longestStepMs: number
  /** The median times, by the names of the charts. */
  readonly charts: ReadonlyMap<string, number>
}

async function measure(database: Database): Promise<StatisticsTimes> {
  const { audit, statistics } = database
  const startedAt = performance.now()
  let [steps, longestStepMs] = [0, 0]
  let left = await statistics.countUncounted()
  while (left > tail) {
    const stepAt = performance.now()
    await audit.countNext()
    longestStepMs = Math.max(longestStepMs, performance.now() - stepAt)
    steps++
    // This query also costs time, so it does not run at every step.
    if (steps % 20 === 0 || left < 5 * tail) left = await statistics.countUncounted()
    await nextTurn()
  }
  const seconds = (performance.now() - startedAt) / 1000
  const untilHour = Math.ceil(Date.now() / hourMs)
  const range = (lastDays: number) => ({ accountId, fromHour: untilHour - lastDays * 24, untilHour })
  const charts = new Map<string, number>()
  for (const [name, ask] of [
    ['24 hours', () => statistics.countByHour(range(1))],
    ['31 days by hour', () => statistics.countByHour(range(31))],
    ['400 days by day', () => statistics.countByHour(range(400))],
    ['busiest tokens of 24 hours', () => statistics.listBusiest(range(1), 1, 10)],
    ['busiest tokens of 400 days', () => statistics.listBusiest(range(400), 24, 10)],
  ] as const) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const askedAt = performance.now()
      await ask()
      times.push(performance.now() - askedAt)
    }
    charts.set(name, median(times))
  }
  await database.close()
  return { seconds, steps, longestStepMs, charts }
}

function tabulate(count: number, sqlite: StatisticsTimes, postgres: StatisticsTimes): Table {
  const both = [sqlite, postgres]
  return {
    title: `The numbers of the dashboard among ${formatNumber(count)} events`,
    columns: ['', 'SQLite', 'PostgreSQL'],
    rows: [
      ...[...sqlite.charts.keys()].map((name) => [
        `${name}, ms`,
        ...both.map(({ charts }) => formatNumber(charts.get(name) ?? Number.NaN)),
      ]),
      ['all events counted for the first time, s', ...both.map(({ seconds }) => formatNumber(seconds))],
      ['slowest step of it, ms', ...both.map(({ longestStepMs }) => formatNumber(longestStepMs))],
    ],
    note: `Medians of ${rounds}; events of ${days} days and ${tokenCount} tokens, of which the last ${formatNumber(tail)} events are not counted yet.`,
  }
}
