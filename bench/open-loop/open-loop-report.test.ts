import assert from 'node:assert/strict'
import { test } from 'node:test'
import { names } from '../gateway/gateway-contestants.ts'
import { listOpenLoopTargets, type OpenLoopSample, tabulateOpenLoop } from './open-loop-report.ts'

const sample = (p99Ms: number): OpenLoopSample => ({
  requests: 4000,
  requestsPerSecond: 2000,
  p50Ms: 0.2,
  p99Ms,
  p999Ms: 9,
  mostAtOnce: 12,
  lateP50Ms: 0.08,
  lateP99Ms: 0.6,
  lateP999Ms: 3,
  generatorShare: 0.15,
  cpuMicroseconds: 60,
})

const samples = new Map([
  [names.essential, [sample(1), sample(2), sample(4)]],
  [names.committedSqlite, [sample(2), sample(6), sample(8)]],
])

test('the p99 is compared round by round, when the server has two cores', () => {
  assert.deepEqual(
    listOpenLoopTargets('two cores', samples).map(({ reached }) => reached),
    [2, Number.NaN],
  )
  assert.deepEqual(listOpenLoopTargets('one core', samples), [])
})

test('the note says how much processor time the generator took, and how late it was', () => {
  const { rows, note } = tabulateOpenLoop('two cores', samples, { requestsPerSecond: 2000, seconds: 2, rounds: 3 })
  assert.deepEqual(rows[1], [names.committedSqlite, '0.20', '6.00', '9.00', '2.00', '60.0', '12'])
  assert.match(note ?? '', /15\.0 % of a core, and is late itself by 0\.08 ms \(p50\), 0\.60 ms \(p99\)/)
})
