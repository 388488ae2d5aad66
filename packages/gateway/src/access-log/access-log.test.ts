import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { pino } from 'pino'
import { sampleTime } from '../../test/samples.ts'
import type { AuditEvent } from '../core/model.ts'
import type { AuditRecorder } from '../core/ports.ts'
import { createLogRecorder } from './log-recorder.ts'

let lines: Record<string, unknown>[]
let recorder: AuditRecorder

beforeEach(() => {
  lines = []
  recorder = createLogRecorder(pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }))
})

function createEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: sampleTime,
    requestId: 'request-1',
    clientAddress: '192.0.2.1',
    operation: 'signed_url',
    outcome: 'signed',
    status: 200,
    ...changes,
  }
}

test('a signed request is a line of information with the whole event', () => {
  recorder.record(createEvent())
  assert.equal(lines.length, 1)
  assert.deepEqual([lines[0]?.level, lines[0]?.requestId, lines[0]?.msg], [30, 'request-1', 'signed'])
})

test('of a busy second the first are logged, and the next line says how many were not', () => {
  for (let count = 0; count < 100; count++) recorder.record(createEvent())
  assert.equal(lines.length, 20)
  recorder.record(createEvent({ at: sampleTime + 1000 }))
  recorder.record(createEvent({ at: sampleTime + 1000 }))
  assert.deepEqual(
    lines.slice(20).map(({ unlogged }) => unlogged),
    [80, undefined],
  )
})

test('every refusal is logged, however many there are', () => {
  for (let count = 0; count < 100; count++) {
    recorder.record(createEvent({ outcome: 'denied', code: 'token_unknown', status: 401 }))
  }
  assert.equal(lines.length, 100)
  assert.ok(lines.every(({ level, code }) => level === 40 && code === 'token_unknown'))
})
