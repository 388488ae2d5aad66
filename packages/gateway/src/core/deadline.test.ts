import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { deadline } from './deadline.ts'

test('work that ends in time gives its result, or its own error', async () => {
  assert.equal(await deadline(60_000, Promise.resolve(1)), 1)
  await assert.rejects(deadline(60_000, Promise.reject(new Error('broken'))), /^Error: broken$/)
})

test('work that takes too long is abandoned', async () => {
  await assert.rejects(deadline(5, new Promise(() => {})), /^Error: no answer within 5 ms$/)
})

test('an answer that arrived while the whole process was paused counts', async () => {
  const answer = deadline(5, stat('.'))
  const end = performance.now() + 100
  while (performance.now() < end);

  assert.ok((await answer).isDirectory())
})
