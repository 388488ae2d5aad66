import assert from 'node:assert/strict'
import { test } from 'node:test'
import { singleFlight } from './single-flight.ts'

test('callers share the work while it is in flight; the next call begins it again', async () => {
  let begun = 0
  const work = singleFlight(async () => ++begun)

  assert.deepEqual(await Promise.all([work(), work(), work()]), [1, 1, 1])
  assert.equal(await work(), 2)
})

test('work that failed is begun again', async () => {
  let begun = 0
  const work = singleFlight(async () => {
    if (++begun === 1) throw new Error('broken')
    return begun
  })

  await assert.rejects(Promise.all([work(), work()]), /broken/)
  assert.equal(await work(), 2)
})
