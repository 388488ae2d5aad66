import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLookupShare } from './lookup-share.ts'

test('look-ups run a few at a time, in the order of arrival', async () => {
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

test('a failed look-up passes its turn on', async () => {
  const share = createLookupShare({ atOnce: 1, waiting: 10, waitMs: 60_000 })
  const failing = share.run(async () => assert.fail('the database is away'))
  const next = share.run(async () => 'found')

  await assert.rejects(failing, /away/)
  assert.equal(await next, 'found')
})

test('look-ups beyond the queue are refused at once, and those that wait too long are refused later', async () => {
  const share = createLookupShare({ atOnce: 1, waiting: 1, waitMs: 5 })
  const { begin, end } = createLookups()
  const first = share.run(begin('a'))
  const second = share.run(begin('b'))

  await assert.rejects(share.run(begin('c')), { code: 'unavailable' })
  await assert.rejects(second, { code: 'unavailable' })
  end('a')
  assert.equal(await first, 'a')
  // All turns are free again.
  assert.equal(await share.run(async () => 'd'), 'd')
})

/** Creates look-ups that the test completes. */
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
