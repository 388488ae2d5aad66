import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchNames } from './batch-contestants.ts'
import { type BatchCase, type BatchMeasurements, drawBatches, listBatchTargets, tabulateBatch } from './batch-report.ts'

const single: BatchCase = { title: 'One', isGet: true, urls: 1, connections: 32 }
const hundred: BatchCase = { title: 'Hundred', isGet: false, urls: 100, connections: 8 }

const sample = (requestsPerSecond: number, cpuMicroseconds: number) => [
  { requests: 1, requestsPerSecond, cpuMicroseconds, p50Ms: 1, p99Ms: 2, p999Ms: 3 },
]

const measurements: BatchMeasurements = new Map([
  [single, new Map([[batchNames.committedSqlite, sample(20_000, 50)]])],
  [
    hundred,
    new Map([
      [batchNames.express, sample(60, 16_000)],
      [batchNames.committedSqlite, sample(1200, 500)],
    ]),
  ],
])

test('a URL of a batch is compared with a single request, and with other contestants that sign the same batch', () => {
  const reached = new Map(listBatchTargets(measurements).map(({ what, reached }) => [what, reached]))
  assert.equal(
    reached.get("Signpost: committed, SQLite: processor time of one URL in a batch of 100, of one request's"),
    0.1,
  )
  assert.equal(
    reached.get('Signpost: committed, SQLite: URLs/s in batches of 100, of Express 5 + AWS SDK, no token check'),
    20,
  )
  assert.equal([...reached.values()].filter(Number.isNaN).length, 2, 'PostgreSQL was not measured')
})

test('a table has URLs per second, and the processor time for one URL', () => {
  const { columns, rows } = tabulateBatch(measurements, hundred, '')
  const own = Object.fromEntries(columns.map((column, index) => [column, rows[1]?.[index]]))
  assert.equal(own['URLs/s'], '120,000')
  assert.equal(own['CPU µs for a URL'], '5.00')
  assert.equal(own["of one GET's"], '0.10')
  assert.equal(own['× Express + SDK'], '20.0')
  assert.equal(own['× Express + lean-s3'], 'n/a')
})

test('the chart has the measured contestants, and Signpost one by one', () => {
  assert.deepEqual(
    drawBatches(measurements).bars.map(({ label, value }) => [label, value]),
    [
      [batchNames.express, 6000],
      [batchNames.committedSqlite, 120_000],
      ['Signpost: committed, SQLite, one by one', 20_000],
    ],
  )
})
