import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CpuProfile, dropBeginning, nameFunction, nameModule, sumSelfTime } from './cpu-profile.ts'

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber })

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('sign', 'file:///a/packages/presign/src/sig-v4.ts', 9) },
    { id: 3, callFrame: frame('', 'file:///a/node_modules/fastify/lib/reply.js', 4) },
    { id: 4, callFrame: frame('sign', 'file:///a/packages/presign/src/sig-v4.ts', 9) },
    { id: 5, callFrame: frame('(garbage collector)') },
  ],
  samples: [1, 2, 3, 4, 5],
  timeDeltas: [1000, 10, 20, 50, 20],
}

test('self time is summed over all stacks, and idle time is left out', () => {
  assert.deepEqual(sumSelfTime(profile, nameFunction), [
    { name: 'sign signpost sig-v4.ts:10', share: 0.6 },
    { name: '(anonymous) fastify/lib/reply.js:5', share: 0.2 },
    { name: '(garbage collector)', share: 0.2 },
  ])
})

test('self time can also be summed by module', () => {
  assert.deepEqual(
    sumSelfTime(profile, nameModule).map(({ name }) => name),
    ['signpost sig-v4.ts', 'fastify/lib', '(garbage collector)'],
  )
})

test('the beginning can be left out', () => {
  const rest = dropBeginning({ ...profile, timeDeltas: [1000, 2000, 3000, 4000, 5000] }, 4)
  assert.deepEqual(rest.samples, [3, 4, 5])
  assert.deepEqual(rest.timeDeltas, [3000, 4000, 5000])
  assert.deepEqual(dropBeginning(profile, 1000).samples, [])
})
