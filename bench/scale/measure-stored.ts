import { join } from 'node:path'
import { exampleTarget } from '../gateway/example-credential.ts'
import type { GatewayContestant } from '../gateway/gateway-contestants.ts'
import { formatMedians, listSamples, type Measurements, measureContestants } from '../gateway/measure-contestants.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median, medianRatio } from '../measure/statistics.ts'
import type { BarChart } from '../report/bar-chart.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import { seedAuditRows } from './seed-audit-rows.ts'
import { seedSqliteTokens, type TokenSeed } from './seed-tokens.ts'

const plan = { rounds: new Map([[32, 5]]), seconds: 1, warmUpSeconds: 3 }

/** The data that is stored before the measurement. */
interface Stock extends TokenSeed {
  readonly name: string
  readonly auditRows: number
}

/** Measures the throughput with small and large databases: buffered audit, SQLite. */
export async function measureStored(stand: TestStand, auditRows: number, progress: Progress) {
  const stocks: readonly Stock[] = [
    { name: '1 token', idle: 0, active: 0, auditRows: 0 },
    { name: '10,000 tokens', idle: 10_000, active: 0, auditRows: 0 },
    { name: '1,000,000 tokens', idle: 1_000_000, active: 10_000, auditRows: 0 },
    { name: `${formatNumber(auditRows)} audit rows`, idle: 0, active: 0, auditRows },
  ]
  const contestants: GatewayContestant[] = []
  for (const [index, stock] of stocks.entries()) {
    progress(`scale: storing ${stock.name}`)
    contestants.push(...(await startStocked(stand, stock, index)))
  }
  const measurements = await measureContestants(stand, contestants, plan, progress)
  for (const { server } of contestants) await server.stop()
  return { table: tabulate(measurements), chart: chart(measurements), raw: listSamples(measurements) }
}

async function startStocked(stand: TestStand, stock: Stock, index: number): Promise<GatewayContestant[]> {
  const setup = { dataDir: stand.makeDir(`stored-${index}`), durability: 'buffered' } as const
  const file = join(setup.dataDir, 'signpost.db')
  const token = await prepareGateway(setup, stand.s3Endpoint)
  const active = seedSqliteTokens(file, stock)
  if (stock.auditRows > 0) seedAuditRows(file, stock.auditRows)
  const server = await startGateway(setup, stand.cores?.server)
  stand.atEnd(() => server.stop())
  const one = stand.writeTargets(`stored-${index}`, [exampleTarget(token)])
  const contestant = { name: `${stock.name} stored`, isOurs: true, server, targetsFile: one }
  if (active.length === 0) return [contestant]
  const all = stand.writeTargets(
    `active-${index}`,
    active.map((each, at) => exampleTarget(each, `in/${at}.pdf`)),
  )
  const rotating = `${stock.name} stored, ${formatNumber(active.length)} in rotation`
  return [contestant, { ...contestant, name: rotating, targetsFile: all }]
}

function tabulate(measurements: Measurements): Table {
  const samples = [...(measurements.get(32) ?? [])]
  const baseline = samples[0]?.[1] ?? []
  return {
    title: 'What is stored, and how much of it is used',
    columns: ['database', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'of the first'],
    rows: samples.map(([{ name }, own]) => [
      name,
      ...formatMedians(own, ['requestsPerSecond', 'p50Ms', 'p99Ms', 'cpuMicroseconds']),
      formatNumber(
        medianRatio(
          own.map((sample) => sample.requestsPerSecond),
          baseline.map((sample) => sample.requestsPerSecond),
        ),
      ),
    ]),
    note: 'Buffered audit, SQLite, 32 connections. One token is used, unless the name says otherwise.',
  }
}

function chart(measurements: Measurements): BarChart {
  return {
    title: 'Requests per second, by what is stored',
    unit: 'one core, 32 connections, more is better',
    bars: [...(measurements.get(32) ?? [])].map(([{ name, isOurs }, own]) => ({
      label: name,
      value: median(own.map((sample) => sample.requestsPerSecond)),
      isOurs,
    })),
  }
}
