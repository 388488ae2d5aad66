import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAvailability } from './availability.ts'

test('a good answer is 1; a bad answer, or a failure of any kind, is 0', async () => {
  assert.equal(await createAvailability(async () => {})(), 1)
  assert.equal(await createAvailability(async () => true)(), 1)
  assert.equal(await createAvailability(async () => false)(), 0)
  assert.equal(await createAvailability(() => Promise.reject(new Error('away')))(), 0)
  const throws = createAvailability(() => {
    throw new Error('at once')
  })
  assert.deepEqual([await throws(), await throws()], [0, 0])
})

test('a question that hangs is not repeated, callers wait no longer than the limit, and the next question follows once it ends', async () => {
  const answers: PromiseWithResolvers<void>[] = []
  const ask = createAvailability(() => {
    const answer = Promise.withResolvers<void>()
    answers.push(answer)
    return answer.promise
  }, 20)

  assert.deepEqual(await Promise.all([ask(), ask()]), [0, 0])
  assert.equal(await ask(), 0)
  assert.equal(answers.length, 1)

  answers[0]?.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  const asking = ask()
  assert.equal(answers.length, 2)
  answers[1]?.resolve()
  assert.equal(await asking, 1)
})
