import assert from 'node:assert/strict'
import { test } from 'node:test'
import { andThen, recover } from './maybe-promise.ts'

test('what is there is gone on with at once, and what comes later when it comes', async () => {
  assert.equal(
    andThen(1, (value) => value + 1),
    2,
  )
  assert.equal(await andThen(Promise.resolve(1), (value) => value + 1), 2)
})

test('whatever is thrown or rejected is handled, and nothing else', async () => {
  const fail = () => {
    throw new Error('away')
  }
  const describe = (thrown: unknown) => (thrown as Error).message

  assert.equal(recover<string>(fail, describe), 'away')
  assert.equal(await recover<string>(async () => fail(), describe), 'away')
  assert.equal(
    recover(() => 'good', describe),
    'good',
  )
  assert.throws(() => recover(fail, fail), /away/)
})
