import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { waitUntil } from '../../test/servers/wait-until.ts'
import type { WorkerExit, WorkerProcess } from './fork-worker.ts'
import { createWorkerPool } from './worker-pool.ts'

const pace = { stableMs: 60_000, firstDelayMs: 1, longestDelayMs: 4, mostShortLives: 5 }

test('the pool gives up when workers end at once again and again, and none is left', async () => {
  const { pool, forked, givenUp } = createSamplePool(2, (_, earlier) => (earlier < 2 ? 'listens' : 'fails'))
  await pool.start()

  for (const worker of forked) worker.end({ code: 1, signal: null })
  await waitUntil('the pool gives up', () => givenUp.length > 0)

  assert.match(givenUp[0] ?? '', /^Workers end at once again and again \(5 times in a row\), and none is left$/)
})

test('while another worker listens, a worker that ends at once is restarted forever', async () => {
  let isBroken = true
  const { pool, forked, givenUp, messages } = createSamplePool(2, (number, earlier) =>
    earlier >= 2 && number === 1 && isBroken ? 'fails' : 'listens',
  )
  await pool.start()

  forked[0]?.end({ code: null, signal: 'SIGKILL' })
  await waitUntil('the worker was restarted often', () => forked.length > 15)
  isBroken = false
  await waitUntil('the worker listens', () => messages.includes('a worker listens again'))

  assert.deepEqual(givenUp, [])
  assert.ok(forked.slice(2).every(({ number }) => number === 1))
})

test('unexpected ends are counted, even during a start, and no others', async () => {
  const { pool, forked, events } = createSamplePool(1, (_, earlier) => (earlier === 2 ? 'fails' : 'listens'))
  const countRestarts = () => events.filter((event) => event === 'restart').length
  await pool.start()
  await pool.roll()
  assert.equal(countRestarts(), 0)

  forked[1]?.end({ code: null, signal: 'SIGKILL' })
  await waitUntil('the second successor listens', () => forked[3]?.isListening() === true)
  await pool.drain()

  assert.equal(countRestarts(), 2)
})

test('the start fails when any worker does not start', async () => {
  const { pool, forked } = createSamplePool(3, (number) => (number === 2 ? 'fails' : 'listens'))

  await assert.rejects(pool.start(), { message: 'worker 2 is broken' })
  await pool.drain()

  assert.equal(forked.length, 3)
  assert.ok(forked.every(({ hasEnded }) => hasEnded()))
})

test('workers are replaced one after the other, each by one that listens already', async () => {
  const { pool, forked, events } = createSamplePool(2, () => 'listens')
  await pool.start()
  events.length = 0

  await Promise.all([pool.roll(), pool.roll()])

  assert.deepEqual(events, ['3 forked', '1 retires', '1 ended', '4 forked', '2 retires', '2 ended'])
  assert.deepEqual(
    forked.map(({ number }) => number),
    [1, 2, 1, 2],
  )
})

test('when a new worker does not start, the running ones stay', async () => {
  const { pool, forked, messages } = createSamplePool(2, (_, earlier) => (earlier === 2 ? 'fails' : 'listens'))
  await pool.start()

  await pool.roll()

  assert.match(messages.join(), /the running ones go on/)
  assert.deepEqual(
    forked.map(({ hasEnded }) => hasEnded()),
    [false, false, true],
  )
  forked[0]?.end({ code: 1, signal: null })
  await waitUntil('a crash is still noticed', () => forked.length === 4)
})

test('a drain stops all workers before it ends the first, and names those that do not end properly', async () => {
  const { pool, forked, events } = createSamplePool(2, () => 'listens')
  await pool.start()
  events.length = 0
  if (forked[1] !== undefined) forked[1].codeAtEnd = 1

  await assert.rejects(pool.drain(), { message: 'worker 2 ended with 1' })

  assert.deepEqual(events, ['1 stops', '2 stops', '1 drains', '1 ended', '2 drains', '2 ended'])
})

interface SampleWorker extends WorkerProcess {
  readonly number: number
  codeAtEnd: number
  hasEnded(): boolean
  end(exit: WorkerExit): void
}

/** Creates a pool. @param behave says how a worker starts, from its number and how many were forked before it */
function createSamplePool(size: number, behave: (number: number, earlier: number) => 'listens' | 'fails') {
  const forked: SampleWorker[] = []
  const givenUp: string[] = []
  const messages: string[] = []
  const events: string[] = []
  const logger = pino({}, { write: (line: string) => messages.push((JSON.parse(line) as { msg: string }).msg) })

  function fork(number: number): WorkerProcess {
    const id = forked.length + 1
    const ready = Promise.withResolvers<string>()
    const exited = Promise.withResolvers<WorkerExit>()
    let isListening = false
    let hasEnded = false
    ready.promise.catch(() => {})
    const worker: SampleWorker = {
      number,
      codeAtEnd: 0,
      pid: id,
      ready: ready.promise,
      exited: exited.promise,
      isListening: () => isListening,
      measure: async () => undefined,
      lastMeasured: () => undefined,
      hasEnded: () => hasEnded,
      end(exit) {
        isListening = false
        hasEnded = true
        events.push(`${id} ended`)
        ready.reject(new Error(`worker ${number} is broken`))
        exited.resolve(exit)
      },
      order(type) {
        events.push(`${id} ${type}s`)
        worker.end({ code: worker.codeAtEnd, signal: null })
      },
      async stop() {
        events.push(`${id} stops`)
      },
      kill() {
        worker.end({ code: null, signal: 'SIGKILL' })
      },
    }
    events.push(`${id} forked`)
    const behaviour = behave(number, forked.length)
    setImmediate(() => {
      if (behaviour === 'fails') return worker.end({ code: 1, signal: null })
      isListening = true
      ready.resolve('http://127.0.0.1:1')
    })
    forked.push(worker)
    return worker
  }

  const giveUp = (error: Error) => givenUp.push(error.message)
  const countRestart = () => void events.push('restart')
  const pool = createWorkerPool({ size, fork, logger, countRestart, giveUp, pace })
  return { pool, forked, givenUp, messages, events }
}
