import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { createLastUse, type LastUse, type NotedToken } from './last-use.ts'

const start = 1_800_000_000_000

/** The writes, transaction by transaction. */
let written: [id: string, usedAt: number][][]
let lastUse: LastUse

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] })
  written = []
  lastUse = createLastUse({ touch: async (uses) => void written.push([...uses]) })
})

afterEach(() => mock.timers.reset())

test('a use is written two seconds later, after the answer', async () => {
  lastUse.note(createToken('tok_1'), start)
  await pass(1999)
  assert.deepEqual(written, [])

  await pass(1)

  assert.deepEqual(written, [[['tok_1', start]]])
})

test('a token is written at most once a minute', async () => {
  const token = createToken('tok_1')
  for (let second = 0; second < 120; second++) {
    lastUse.note(token, start + second * 1000)
    await pass(1000)
  }
  await pass(2000)

  assert.deepEqual(written, [[['tok_1', start]], [['tok_1', start + 60_000]]])
})

test('a token whose last use is in the database is written again only after a minute', async () => {
  lastUse.note(createToken('tok_1', start - 59_999), start)
  await pass(2000)
  assert.deepEqual(written, [])

  lastUse.note(createToken('tok_1', start - 60_000), start)
  await pass(2000)
  assert.deepEqual(written, [[['tok_1', start]]])
})

test('tokens that are used together are written together', async () => {
  lastUse.note(createToken('tok_1'), start)
  lastUse.note(createToken('tok_2'), start + 5)
  await pass(2000)

  assert.deepEqual(written, [
    [
      ['tok_1', start],
      ['tok_2', start + 5],
    ],
  ])
})

test('many tokens are written in several transactions, each of 500 at most', async () => {
  for (let index = 0; index < 1201; index++) lastUse.note(createToken(`tok_${index}`), start)

  await pass(2000)
  assert.deepEqual(countWritten(), [500])
  await pass(2000)
  await pass(2000)
  await pass(2000)

  assert.deepEqual(countWritten(), [500, 500, 201])
})

test('noted uses are written on close', async () => {
  for (let index = 0; index < 501; index++) lastUse.note(createToken(`tok_${index}`), start)

  await lastUse.close()

  assert.deepEqual(countWritten(), [500, 1])
})

test('close waits for the write in progress', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  lastUse = createLastUse({ touch: () => promise })
  lastUse.note(createToken('tok_1'), start)
  await pass(2000)
  let hasEnded = false

  const closing = lastUse.close().then(() => {
    hasEnded = true
  })
  await pass(0)
  assert.equal(hasEnded, false)
  resolve()
  await closing
})

test('an unavailable database causes no failure, and later uses are written again', async () => {
  let isAway = true
  const touched: string[] = []
  lastUse = createLastUse({
    async touch(uses) {
      if (isAway) throw new Error('the database is away')
      touched.push(...uses.keys())
    },
  })
  lastUse.note(createToken('tok_1'), start)
  await pass(2000)
  isAway = false
  lastUse.note(createToken('tok_2'), start)
  await pass(2000)

  assert.deepEqual(touched, ['tok_2'])
})

function createToken(id: string, notedAt = 0): NotedToken {
  return { id, notedAt }
}

function countWritten(): number[] {
  return written.map((uses) => uses.length)
}

/** Lets time pass, and lets everything that is due happen. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms)
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}
