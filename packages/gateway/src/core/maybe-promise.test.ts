import assert from 'node:assert/strict'
import { test } from 'node:test'
import { andThen, recover } from './maybe-promise.ts'

test('a value that is already there is passed on at once, and a promised value once it resolves', async () => {
  assert.equal(
    andThen(1, (value) => value + 1),
    2,
  )
  assert.equal(await andThen(Promise.resolve(1), (value) => value + 1), 2)
})

test('every throw and every rejection is handled, and nothing else', async () => {
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
