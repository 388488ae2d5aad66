import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createChangeFeed, type RevisionCalls, type RevisionSource } from './change-feed.ts'

import type { Changes } from './revision.ts'

const pollIntervalMs = 500

const unchanged: Changes = { revision: 1, accountIds: new Set() }

test('listeners hear which accounts changed, or that any account may have', async () => {
  await using feed = await openFeed()

  feed.changes = { revision: 3, accountIds: new Set(['acc_1', 'acc_2']) }
  await feed.pass(pollIntervalMs)
  feed.changes = { revision: 4, accountIds: undefined }
  await feed.pass(pollIntervalMs)

  assert.deepEqual(feed.told, ['acc_1', 'acc_2', undefined])
})

test('a new revision is reported once, at the next poll', async () => {
  await using feed = await openFeed()
  feed.changes = { revision: 2, accountIds: new Set(['acc_1']) }

  await feed.pass(pollIntervalMs)
  await feed.pass(pollIntervalMs)

  assert.equal(feed.told.length, 1)
})

test('a report of the source does not wait for the next poll', async () => {
  await using feed = await openFeed()
  feed.changes = { revision: 2, accountIds: new Set(['acc_1']) }

  feed.calls?.changed()
  await feed.pass(0)

  assert.equal(feed.told.length, 1)
})

test('a report during a look leads to another look', async () => {
  await using feed = await openFeed()
  const slow = Promise.withResolvers<Changes>()
  feed.answer = () => slow.promise

  feed.calls?.changed()
  await feed.pass(0)
  feed.calls?.changed()
  feed.answer = undefined
  feed.changes = { revision: 2, accountIds: new Set(['acc_1']) }
  slow.resolve(unchanged)
  await feed.pass(0)

  assert.equal(feed.told.length, 1)
})

test('without grace, everything cached is dropped at the first poll that the database does not answer', async () => {
  await using feed = await openFeed()
  feed.answer = () => Promise.reject(new Error('away'))

  await feed.pass(pollIntervalMs)

  assert.equal(feed.told.length, 1)
  await feed.pass(pollIntervalMs)
  assert.ok(feed.told.length > 1, 'and again at every poll, because something may have been read meanwhile')
})

test('with grace, cached values stay for that time and no longer', async () => {
  await using feed = await openFeed({ staleAfterMs: 10_000 })
  feed.answer = () => Promise.reject(new Error('away'))

  await feed.pass(9_500)
  assert.equal(feed.told.length, 0)
  await feed.pass(pollIntervalMs)
  assert.ok(feed.told.length >= 1)
})

test('after an outage, everything cached is dropped even when the revision is the same', async () => {
  await using feed = await openFeed({ staleAfterMs: 60_000 })
  feed.answer = () => Promise.reject(new Error('away'))
  await feed.pass(pollIntervalMs)

  feed.answer = undefined
  await feed.pass(pollIntervalMs)

  assert.equal(feed.told.length, 1)
  await feed.pass(pollIntervalMs)
  assert.equal(feed.told.length, 1)
})

test('after a cut connection the feed looks at once, and drops everything cached', async () => {
  await using feed = await openFeed({ staleAfterMs: 60_000 })

  feed.calls?.cut()
  await feed.pass(0)

  assert.equal(feed.told.length, 1)
})

test('a look that hangs delays a revocation by no more than 2 s', async () => {
  await using feed = await openFeed()
  feed.answer = () => new Promise(() => {})

  await feed.pass(2000)

  assert.ok(feed.told.length >= 1)
})

test('a process that stood still drops everything cached before it looks', async () => {
  await using feed = await openFeed()
  feed.answer = () => new Promise(() => {})

  feed.standStill(60_000)
  await feed.pass(pollIntervalMs)

  assert.ok(feed.told.length >= 1)
})

test('when the source says that there is nothing to read, nothing is read', async () => {
  await using feed = await openFeed()
  feed.isWorthReading = false
  feed.changes = { revision: 2, accountIds: new Set(['acc_1']) }

  await feed.pass(10 * pollIntervalMs)
  assert.equal(feed.told.length, 0)
  feed.isWorthReading = true
  await feed.pass(pollIntervalMs)
  assert.equal(feed.told.length, 1)
})

/** Starts a feed over a source that the test controls, and waits for its first look. */
async function openFeed({ staleAfterMs = 0 } = {}) {
  mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  const test = {
    changes: undefined as Changes | undefined,
    isWorthReading: true,
    answer: undefined as (() => Promise<Changes>) | undefined,
    calls: undefined as RevisionCalls | undefined,
    told: [] as (string | undefined)[],
    /** Lets time pass, poll by poll. */
    async pass(milliseconds: number) {
      for (let passed = 0; passed < milliseconds; passed += pollIntervalMs) {
        now += pollIntervalMs
        mock.timers.tick(pollIntervalMs)
        await new Promise(setImmediate)
      }
      await new Promise(setImmediate)
    },
    standStill(milliseconds: number) {
      now += milliseconds
    },
    async [Symbol.asyncDispose]() {
      feed.stop()
      mock.timers.reset()
    },
  }
  const source: RevisionSource = {
    isWorthReading: () => test.isWorthReading,
    read(since) {
      const changes = since === test.changes?.revision ? undefined : test.changes
      return test.answer?.() ?? Promise.resolve(changes ?? { ...unchanged, revision: since })
    },
    listen(calls) {
      test.calls = calls
    },
    stop() {},
  }
  const feed = createChangeFeed(source, { pollIntervalMs, staleAfterMs, now: () => now })
  feed.subscribe((accountId) => {
    test.told.push(accountId)
  })
  await test.pass(0)
  test.told = []
  return test
}
