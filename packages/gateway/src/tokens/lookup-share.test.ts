import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLookupShare } from './lookup-share.ts'

test('look-ups run a few at a time, in the order in which they came', async () => {
  const share = createLookupShare({ atOnce: 2, waiting: 10, waitMs: 60_000 })
  const { begun, begin, end } = createLookups()
  const all = ['a', 'b', 'c', 'd'].map((name) => share.run(begin(name)))

  assert.deepEqual(begun, ['a', 'b'])
  end('b')
  await all[1]
  await Promise.resolve()
  assert.deepEqual(begun, ['a', 'b', 'c'])
  for (const name of ['a', 'c']) end(name)
  await Promise.all([all[0], all[2]])
  await Promise.resolve()
  end('d')

  assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd'])
})

test('a look-up that fails gives its turn on', async () => {
  const share = createLookupShare({ atOnce: 1, waiting: 10, waitMs: 60_000 })
  const failing = share.run(async () => assert.fail('the database is away'))
  const next = share.run(async () => 'found')

  await assert.rejects(failing, /away/)
  assert.equal(await next, 'found')
})

test('more than may wait are refused at once, and who waits too long later', async () => {
  const share = createLookupShare({ atOnce: 1, waiting: 1, waitMs: 5 })
  const { begin, end } = createLookups()
  const first = share.run(begin('a'))
  const second = share.run(begin('b'))

  await assert.rejects(share.run(begin('c')), { code: 'unavailable' })
  await assert.rejects(second, { code: 'unavailable' })
  end('a')
  assert.equal(await first, 'a')
  // Nobody holds a turn any more.
  assert.equal(await share.run(async () => 'd'), 'd')
})

/** Look-ups that the test ends. */
function createLookups() {
  const begun: string[] = []
  const running = new Map<string, PromiseWithResolvers<string>>()
  return {
    begun,
    begin: (name: string) => () => {
      begun.push(name)
      const lookup = Promise.withResolvers<string>()
      running.set(name, lookup)
      return lookup.promise
    },
    end: (name: string) => running.get(name)?.resolve(name),
  }
}
