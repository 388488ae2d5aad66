import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProbeCounters } from './probe-counters.ts'

test('questions are counted by what came of them', async () => {
  const counters = createProbeCounters()
  const ask = counters.follow(async (kind: string, isOutage: boolean) => ({ kind, isOutage }))

  assert.deepEqual(await ask('exists', false), { kind: 'exists', isOutage: false })
  await ask('unknown', true)
  await ask('unknown', false)
  await ask('exists', false)

  const [counts, durations] = counters.read()
  assert.deepEqual(
    counts?.values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.result, value]),
    [
      ['exists', 2],
      ['unreachable', 1],
      ['unclear', 1],
    ],
  )
  assert.equal(durations?.values.at(-1)?.value, 4)
})
