import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { startRetention } from './retention.ts'

const now = Date.UTC(2026, 11, 31)
const forever = { days: 0, anonymousDays: 0, maxAnonymous: 0 }
const pace = { firstMs: 1, everyMs: 30, pauseMs: 1, batch: 10 }

const administration = { deleteBefore: async () => 0 }

const noAnonymous = {
  deleteAnonymousBefore: () => assert.fail(),
  findAnonymousExcess: () => assert.fail(),
}

test('anonymous events are deleted sooner, and the oldest of them when they are too many', async () => {
  const calls: [string, string, number][] = []
  const left = [10, 4, 10, 2]
  const repository = {
    deleteBefore: () => assert.fail(),
    async deleteAnonymousBefore(time: number, limit: number) {
      calls.push(['delete', new Date(time).toISOString().slice(0, 10), limit])
      return left.shift() ?? 0
    },
    async findAnonymousExcess(kept: number) {
      calls.push(['find', '', kept])
      return Date.UTC(2026, 11, 24)
    },
  }

  const share = { ...forever, anonymousDays: 30, maxAnonymous: 1000 }
  const end = startRetention({ repository, administration, ...share, clock: () => now, logger: silentLogger, pace })
  while (calls.length < 5) await wait(5)
  await end()

  const [days, excess] = ['2026-12-01', '2026-12-24'].map((date) => ['delete', date, 10])
  assert.deepEqual(calls.slice(0, 5), [days, days, ['find', '', 1000], excess, excess])
})

test('older events are deleted batch by batch until none is left, and again after a while', async () => {
  const calls: [string, number][] = []
  const left = [10, 10, 3, 0]
  const repository = {
    ...noAnonymous,
    async deleteBefore(time: number, limit: number) {
      calls.push([new Date(time).toISOString(), limit])
      return left.shift() ?? 0
    },
  }

  const end = startRetention({
    repository,
    administration,
    ...forever,
    days: 30,
    clock: () => now,
    logger: silentLogger,
    pace,
  })
  while (calls.length < 5) await wait(5)
  await end()

  const before = '2026-12-01T00:00:00.000Z'
  assert.deepEqual(calls.slice(0, 5), Array(5).fill([before, 10]))
})

test('events of administration are deleted together with those of requests', async () => {
  const calls: [string, number][] = []
  const repository = { ...noAnonymous, deleteBefore: async () => 0 }
  const log = {
    async deleteBefore(time: number, limit: number) {
      calls.push([new Date(time).toISOString(), limit])
      return calls.length === 1 ? 10 : 3
    },
  }

  const rest = { ...forever, days: 30, clock: () => now, logger: silentLogger, pace }
  const end = startRetention({ repository, administration: log, ...rest })
  while (calls.length < 2) await wait(5)
  await end()

  assert.deepEqual(calls.slice(0, 2), Array(2).fill(['2026-12-01T00:00:00.000Z', 10]))
})

test('a failed deletion is retried', async () => {
  let calls = 0
  const repository = {
    ...noAnonymous,
    async deleteBefore() {
      calls++
      throw new Error('the database is away')
    },
  }

  const end = startRetention({
    repository,
    administration,
    ...forever,
    days: 30,
    clock: () => now,
    logger: silentLogger,
    pace,
  })
  while (calls < 2) await wait(5)

  await end()
})

test('nothing is ever deleted with 0 days', async () => {
  const repository = { ...noAnonymous, deleteBefore: () => assert.fail() }

  const end = startRetention({ repository, administration, ...forever, clock: () => now, logger: silentLogger, pace })
  await wait(20)

  await end()
})

test('ending waits for the deletion in progress, and begins no other', async () => {
  const { promise, resolve } = Promise.withResolvers<number>()
  let calls = 0
  const repository = {
    ...noAnonymous,
    deleteBefore() {
      calls++
      return promise
    },
  }
  const end = startRetention({
    repository,
    administration,
    ...forever,
    days: 1,
    clock: () => now,
    logger: silentLogger,
    pace,
  })
  while (calls === 0) await wait(2)

  let isEnded = false
  const ending = end().then(() => {
    isEnded = true
  })
  await wait(5)
  assert.equal(isEnded, false)
  resolve(10)
  await ending

  assert.equal(calls, 1)
})

test('after the clock jumps ahead nothing is deleted, until it has stayed there for a round', async () => {
  const calls: string[] = []
  const repository = {
    ...noAnonymous,
    async deleteBefore(time: number) {
      calls.push(new Date(time).toISOString().slice(0, 10))
      return 0
    },
  }
  const warnings: unknown[] = []
  const logger = { ...silentLogger, warn: (fields: unknown) => warnings.push(fields) } as typeof silentLogger
  // The right time at the start and in the first round; after that five years ahead.
  const right = [now, now]
  const clock = () => right.shift() ?? now + 5 * 365 * 86_400_000

  const end = startRetention({ repository, administration, ...forever, days: 30, clock, logger, pace })
  while (calls.length < 2) await wait(5)
  await end()

  assert.deepEqual(calls.slice(0, 2), ['2026-12-01', '2031-11-30'])
  assert.equal(warnings.length, 1)
})
