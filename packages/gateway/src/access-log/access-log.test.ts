import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { pino } from 'pino'
import { sampleTime } from '../../test/samples/samples.ts'
import type { AuditEvent } from '../core/model.ts'
import type { RequestObserver } from '../core/request-observer.ts'
import { createAccessLog } from './access-log.ts'

let lines: Record<string, unknown>[]
let monotonicMs: number
let log: RequestObserver

beforeEach(() => {
  lines = []
  monotonicMs = 0
  log = createLog()
})

function createLog(successesPerSecond = 20) {
  const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) })
  return createAccessLog({ logger, successesPerSecond, failuresPerSecond: 200, monotonicMs: () => monotonicMs })
}

function createEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: sampleTime,
    requestId: 'request-1',
    clientAddress: '192.0.2.1',
    operation: 'signed_url',
    outcome: 'allowed',
    status: 200,
    ...changes,
  }
}

const denied = createEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })

test('a signed request is a line of information with the whole event and how long it took', () => {
  log.decided([createEvent({ bucket: 'my-bucket', key: 'a.txt', tokenId: 'tok_1' })], 1.23456)

  const [{ time: _, ...line } = {}] = lines
  assert.deepEqual(line, {
    level: 30,
    ...createEvent({ bucket: 'my-bucket', key: 'a.txt', tokenId: 'tok_1' }),
    durationMs: 1.235,
    msg: 'allowed',
  })
})

test('of a busy second the first are logged, and the next line says how many were not', () => {
  for (let count = 0; count < 100; count++) log.decided([createEvent()], 1)
  assert.equal(lines.length, 20)
  monotonicMs = 1000
  log.decided([createEvent()], 1)
  log.decided([createEvent()], 1)
  assert.deepEqual(
    lines.slice(20).map(({ unlogged }) => unlogged),
    [80, undefined],
  )
})

test('allowed requests can be left out as a whole, or logged as a whole', () => {
  const [none, all] = [createLog(0), createLog(1_000_000)]
  for (let count = 0; count < 100; count++) none.decided([createEvent()], 1)
  assert.equal(lines.length, 0)
  for (let count = 0; count < 100; count++) all.decided([createEvent()], 1)
  assert.equal(lines.length, 100)
})

test('refusals are logged as they come', () => {
  for (let count = 0; count < 200; count++) log.decided([denied], 1)
  assert.equal(lines.length, 200)
  assert.ok(lines.every(({ level, code }) => level === 40 && code === 'token_unknown'))
})

test('a flood of refusals is bounded, and hides neither faults of ours nor what is signed', () => {
  for (let count = 0; count < 10_000; count++) log.decided([denied], 1)
  for (let count = 0; count < 10_000; count++) {
    log.unrouted({ requestId: 'r', code: 'route_not_found', status: 404, path: '/admin' })
  }
  assert.equal(lines.length, 200)
  log.decided([createEvent({ outcome: 'failed', code: 'internal_error', status: 500 })], 1, new Error('a bug'))
  log.decided([createEvent()], 1)
  monotonicMs = 1000
  log.decided([denied], 1)
  assert.deepEqual(
    lines.slice(200).map(({ level, msg, unlogged }) => [level, msg, unlogged]),
    [
      [50, 'failed', undefined],
      [30, 'allowed', undefined],
      [40, 'denied', 19_800],
    ],
  )
})

test('a fault of ours is an error with what went wrong', () => {
  const event = createEvent({ outcome: 'failed', code: 'unavailable', status: 503 })
  log.decided([event], 1, new Error('no database', { cause: new Error('ECONNREFUSED') }))

  const { level, err } = lines[0] as { level: number; err: { message: string; stack: string } }
  assert.equal(level, 50)
  assert.match(err.message, /no database/)
  assert.match(err.stack, /ECONNREFUSED/)
})

test('a request that never came to the gate is logged with its method and its path', () => {
  const stray = { requestId: 'r-1', clientAddress: '192.0.2.1', code: 'method_not_allowed', status: 405 } as const
  log.unrouted({ ...stray, method: 'POST', path: '/awss3/signed-url' })
  log.unrouted({ requestId: 'r-2', code: 'malformed_request', status: 400 })

  const [first, second] = lines.map(({ time: _, ...line }) => line)
  const facts = { level: 40, msg: 'denied', outcome: 'denied' }
  assert.deepEqual(first, { ...facts, ...stray, method: 'POST', path: '/awss3/signed-url' })
  assert.deepEqual(second, { ...facts, requestId: 'r-2', code: 'malformed_request', status: 400 })
})

test('beside the gate it is the fault that makes an error of ours, and not the status', () => {
  const stray = { requestId: 'r-1', code: 'unavailable', status: 503, path: '/readyz' } as const
  log.unrouted(stray)
  log.unrouted(stray, new Error('no database'))

  assert.deepEqual(
    lines.map(({ level, msg, outcome, err }) => [level, msg, outcome, err !== undefined]),
    [
      [40, 'denied', 'denied', false],
      [50, 'failed', 'failed', true],
    ],
  )
})
