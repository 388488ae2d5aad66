import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { AppError } from '../core/app-error.ts'
import type { AuditEvent } from '../core/model.ts'
import { summarizeRefusals } from './summarize-refusals.ts'

test('the first rate-limited refusal is a row at once, and the others of the minute are one row with a count', async () => {
  const { log, rows } = createDependencies()
  const refusals = Array.from({ length: 1000 }, () => anonymous({ code: 'rate_limited', status: 429 }))

  for (const refusal of refusals) log.record([refusal])

  assert.deepEqual(rows, [refusals[0]])
  await log.drain()
  assert.deepEqual(rows.slice(1), [{ ...refusals[1], count: 999 }])
})

test('summaries are written when the minute is over, and the next minute starts over', async () => {
  const { log, rows } = createDependencies({ summaryMs: 5 })
  const refuse = () => log.record([anonymous({ code: 'rate_limited' })])
  for (let request = 0; request < 3; request++) refuse()

  while (rows.length < 2) await wait(1)
  for (let request = 0; request < 2; request++) refuse()
  while (rows.length < 4) await wait(1)

  assert.deepEqual(
    rows.map(({ count }) => count),
    [undefined, 2, undefined, 1],
  )
})

test('networks of addresses, codes, operations and tokens are counted separately', async () => {
  const { log, rows } = createDependencies()
  const kinds: Partial<AuditEvent>[] = [
    { clientAddress: '2001:db8::1' },
    { clientAddress: '::ffff:192.0.2.1' },
    { operation: 'list_objects', clientAddress: '2001:db8::1' },
    { accountId: 'acc_1', tokenId: 'tok_1', clientAddress: '192.0.2.1' },
  ]
  const refuse = (fields: Partial<AuditEvent>) => log.record([anonymous({ code: 'rate_limited', ...fields })])
  for (const fields of kinds) for (let request = 0; request < 3; request++) refuse(fields)
  refuse({ clientAddress: '2001:db8::2' })
  rows.length = 0

  await log.drain()

  assert.deepEqual(
    rows.map(({ clientAddress, operation, tokenId, count }) => [clientAddress, operation, tokenId, count]),
    [
      ['2001:db8:0:0::/64', 'signed_url', undefined, 3],
      ['192.0.2.1', 'signed_url', undefined, 2],
      ['2001:db8:0:0::/64', 'list_objects', undefined, 2],
      ['192.0.2.1', 'signed_url', 'tok_1', 2],
    ],
  )
})

test('other refusals without a known token are rows of their own, up to the limit per second', async () => {
  const { log, rows } = createDependencies({ refusalsPerSecond: 10 })
  for (let request = 0; request < 100; request++) log.record([anonymous()])
  log.record([anonymous({ code: 'unavailable', outcome: 'failed', status: 503 })])

  assert.equal(rows.length, 10)
  await log.drain()
  assert.deepEqual(
    rows.slice(10).map(({ code, count }) => [code, count]),
    [
      ['token_unknown', 90],
      ['unavailable', 1],
    ],
  )
})

test('events of a known token are always rows of their own, however many there are', () => {
  const { log, rows } = createDependencies({ refusalsPerSecond: 0 })
  const known = [sampleAuditEvent(), sampleAuditEvent({ outcome: 'denied', code: 'token_not_allowed', status: 403 })]
  for (const event of known) for (let request = 0; request < 100; request++) log.record([event])
  log.record([anonymous(), anonymous()])

  assert.equal(rows.length, 202)
})

test('memory is bounded: addresses beyond the limit are counted together', async () => {
  const { log, rows } = createDependencies({ refusalsPerSecond: 0, summaries: 3 })
  for (let address = 0; address < 100; address++) log.record([anonymous({ clientAddress: `192.0.2.${address}` })])
  log.record([anonymous({ clientAddress: '192.0.2.1' })])

  await log.drain()

  assert.deepEqual(
    rows.map(({ clientAddress, count }) => [clientAddress, count]),
    [
      ['192.0.2.0', 1],
      ['192.0.2.1', 2],
      ['192.0.2.2', 1],
      ['other addresses', 97],
    ],
  )
})

test('summaries that could not be written are written with later refusals, and lost ones are logged at the end', async () => {
  const errors: unknown[] = []
  const logger = { ...silentLogger, error: (fields: unknown) => errors.push(fields) } as typeof silentLogger
  const { log, rows, database } = createDependencies({ refusalsPerSecond: 0, summaryMs: 5 }, logger)
  const refusal = anonymous({ clientAddress: '2001:db8::1' })
  database.isAway = true
  for (let request = 0; request < 3; request++) log.record([refusal])
  while (database.failures === 0) await wait(1)
  log.record([anonymous({ clientAddress: '2001:db8::2' })])
  database.isAway = false
  while (rows.length === 0) await wait(1)
  assert.deepEqual(rows, [{ ...refusal, clientAddress: '2001:db8:0:0::/64', count: 4 }])

  database.isAway = true
  log.record([refusal])
  await log.drain()

  assert.equal((errors[0] as { refusals: number }).refusals, 1)
})

function anonymous(fields: Partial<AuditEvent> = {}): AuditEvent {
  const { accountId: _, ...event } = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })
  return { ...event, ...fields }
}

/** A log of rows, and a log with summaries on top of it. */
function createDependencies(bounds: Parameters<typeof summarizeRefusals>[1]['bounds'] = {}, logger = silentLogger) {
  const rows: AuditEvent[] = []
  const database = { isAway: false, failures: 0 }
  const rowLog = {
    async record(events: readonly AuditEvent[]) {
      if (database.isAway) {
        database.failures++
        throw new AppError('audit_unavailable')
      }
      rows.push(...events)
    },
    queued: 0,
    lastWrite: undefined,
    async drain() {},
  }
  return { log: summarizeRefusals(rowLog, { logger, bounds }), rows, database }
}
