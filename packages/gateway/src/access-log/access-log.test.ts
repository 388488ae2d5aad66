import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { pino } from 'pino'
import { sampleTime } from '../../test/samples/samples.ts'
import { channels } from '../core/channels.ts'
import type { AuditEvent, DecidedEvents } from '../core/model.ts'
import { operations } from '../operations/registry.ts'
import { generateToken } from '../tokens/token-format.ts'
import { startAccessLog } from './access-log.ts'

let lines: Record<string, unknown>[]
let monotonicMs: number
let endLog: () => void

beforeEach(() => {
  lines = []
  monotonicMs = 0
  endLog = startLog()
})

afterEach(() => endLog())

function startLog(successesPerSecond = 20) {
  const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) })
  return startAccessLog({ logger, successesPerSecond, failuresPerSecond: 200, monotonicMs: () => monotonicMs })
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

function decide(events: DecidedEvents, durationMs: number, fault?: unknown): void {
  channels.decided.publish({ events, durationMs, fault })
}

const denied = createEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })

test('a signed request is a line at level info with the whole event and its duration', () => {
  decide([createEvent({ bucket: 'my-bucket', key: 'a.txt', tokenId: 'tok_1' })], 1.23456)

  const [{ time: _, ...line } = {}] = lines
  assert.deepEqual(line, {
    level: 30,
    ...createEvent({ bucket: 'my-bucket', key: 'a.txt', tokenId: 'tok_1' }),
    durationMs: 1.235,
    msg: 'allowed',
  })
})

test('a request with several events is one line, with their number', () => {
  decide([createEvent({ key: 'a.txt' }), createEvent({ key: 'b.txt' }), createEvent({ key: 'c.txt' })], 1)

  assert.deepEqual(
    lines.map(({ key, events }) => [key, events]),
    [['a.txt', 3]],
  )
})

test('the first requests of a busy second are logged, and the next line says how many were not', () => {
  for (let count = 0; count < 100; count++) decide([createEvent()], 1)
  assert.equal(lines.length, 20)
  monotonicMs = 1000
  decide([createEvent()], 1)
  decide([createEvent()], 1)
  assert.deepEqual(
    lines.slice(20).map(({ unlogged }) => unlogged),
    [80, undefined],
  )
})

test('all allowed requests can be left out, or logged', () => {
  for (const [perSecond, expected] of [
    [0, 0],
    [1_000_000, 100],
  ] as const) {
    endLog()
    endLog = startLog(perSecond)
    for (let count = 0; count < 100; count++) decide([createEvent()], 1)
    assert.equal(lines.length, expected)
  }
})

test('refusals are logged as they come', () => {
  for (let count = 0; count < 200; count++) decide([denied], 1)
  assert.equal(lines.length, 200)
  assert.ok(lines.every(({ level, code }) => level === 40 && code === 'token_unknown'))
})

test('the lines of a flood of refusals are limited, and hide neither faults of ours nor signed requests', () => {
  for (let count = 0; count < 10_000; count++) decide([denied], 1)
  for (let count = 0; count < 10_000; count++) {
    channels.unrouted.publish({ requestId: 'r', code: 'route_not_found', status: 404, path: '/admin' })
  }
  assert.equal(lines.length, 200)
  decide([createEvent({ outcome: 'failed', code: 'internal_error', status: 500 })], 1, new Error('a bug'))
  decide([createEvent()], 1)
  monotonicMs = 1000
  decide([denied], 1)
  assert.deepEqual(
    lines.slice(200).map(({ level, msg, unlogged }) => [level, msg, unlogged]),
    [
      [50, 'failed', undefined],
      [30, 'allowed', undefined],
      [40, 'denied', 19_800],
    ],
  )
})

test('a fault of ours is an error with its cause', () => {
  const event = createEvent({ outcome: 'failed', code: 'unavailable', status: 503 })
  decide([event], 1, new Error('no database', { cause: new Error('ECONNREFUSED') }))

  const { level, err } = lines[0] as { level: number; err: { message: string; stack: string } }
  assert.equal(level, 50)
  assert.match(err.message, /no database/)
  assert.match(err.stack, /ECONNREFUSED/)
})

test('a request that never reached the gate is logged with its method and path', () => {
  const unrouted = { requestId: 'r-1', clientAddress: '192.0.2.1', code: 'method_not_allowed', status: 405 } as const
  channels.unrouted.publish({ ...unrouted, method: 'POST', path: '/awss3/signed-url' })
  channels.unrouted.publish({ requestId: 'r-2', code: 'malformed_request', status: 400 })

  const [first, second] = lines.map(({ time: _, ...line }) => line)
  const facts = { level: 40, msg: 'denied', outcome: 'denied' }
  assert.deepEqual(first, { ...facts, ...unrouted, method: 'POST', path: '/awss3/signed-url' })
  assert.deepEqual(second, { ...facts, requestId: 'r-2', code: 'malformed_request', status: 400 })
})

test('for a request that never reached the gate, the fault and not the status makes the line an error', () => {
  const unrouted = { requestId: 'r-1', code: 'unavailable', status: 503, path: '/readyz' } as const
  channels.unrouted.publish(unrouted)
  channels.unrouted.publish({ ...unrouted, fault: new Error('no database') })

  assert.deepEqual(
    lines.map(({ level, msg, outcome, err }) => [level, msg, outcome, err !== undefined]),
    [
      [40, 'denied', 'denied', false],
      [50, 'failed', 'failed', true],
    ],
  )
})

test('a known path, and one with an ordinary mistake, are shown whole', () => {
  for (const path of [
    ...operations.map(({ path }) => path.replaceAll(/\{\w+\}/g, '2~abc')),
    '/',
    '/favicon.ico',
    '/awss3/signedurl',
  ]) {
    assert.equal(showPath(path), path)
  }
})

test('a token in a path is not shown, whether whole, encoded, or truncated', () => {
  const token = generateToken()
  assert.equal(showPath(`/awss3/${token}/a`), '/awss3/…/a')
  assert.equal(showPath(`/api_token=${token}`), '/…')
  assert.equal(showPath(`/%61t_${token.slice(3, 20)}`), '/…')
  for (let length = 150; length <= 200; length++) {
    const shown = showPath(`${'/12345678'.repeat(30).slice(0, length)}/${token}`)
    assert.ok(!shown.includes(token.slice(0, 6)), shown)
  }
})

test('only the first 200 characters of a long path are shown', () => {
  assert.equal(showPath('/a'.repeat(1000)), '/a'.repeat(100))
})

/** Sends a request, and reads the path from its line. */
function showPath(path: string): string {
  channels.unrouted.publish({ requestId: 'r', code: 'route_not_found', status: 404, path })
  return String(lines.at(-1)?.path)
}
