import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRepositoryStub, silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { createCommittedLog } from './committed-log.ts'

const refused = { name: 'AppError', code: 'audit_unavailable', status: 503 }

test('an event counts as recorded when its batch is committed, and not before', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger })
  let isRecorded = false
  const recording = Promise.resolve(log.record([sampleAuditEvent()])).then(() => {
    isRecorded = true
  })
  const batch = await repository.next()
  await nextTurn()
  assert.equal(isRecorded, false)

  batch.commit()

  await recording
})

test('events that come in one turn of the event loop, or while another batch is written, are one batch', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger })
  const record = (key: string) => log.record([sampleAuditEvent({ key })])

  const first = [record('1'), record('2')]
  const batch = await repository.next()
  const second = [record('3'), record('4'), record('5')]
  await nextTurn()
  assert.equal(repository.waiting(), 0, 'one batch is written at a time')
  batch.commit()
  await Promise.all(first)
  const following = await repository.next()
  following.commit()
  await Promise.all(second)

  assert.deepEqual(
    [batch, following].map(({ events }) => events.map(({ key }) => key)),
    [
      ['1', '2'],
      ['3', '4', '5'],
    ],
  )
})

test('requests are written in order, and the events of one request in one batch', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger, bounds: { batch: 3 } })
  const recording = Promise.all(
    [1, 2, 2, 1, 7, 1].map((count, request) => log.record(Array(count).fill(sampleAuditEvent({ key: `${request}` })))),
  )
  const batches = []

  for (let batch = 0; batch < 4; batch++) {
    const { events, commit } = await repository.next()
    batches.push(events.map(({ key }) => key).join(''))
    commit()
  }
  await recording

  assert.deepEqual(batches, ['011', '223', '4444444', '5'])
})

test('a request whose events the database refuses is refused alone, and named in the log', async () => {
  const repository = createRepositoryStub()
  const lines: unknown[] = []
  const logger = { ...silentLogger, error: (fields: { requestId: string }) => lines.push(fields.requestId) }
  const log = createCommittedLog({ repository, logger: logger as never })
  const bad = sampleAuditEvent()
  const recording = [log.record([sampleAuditEvent()]), log.record([bad, bad]), log.record([sampleAuditEvent()])]

  ;(await repository.next()).commit(1)

  const settled = await Promise.allSettled(recording)
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  await assert.rejects(Promise.resolve(recording[1]), refused)
  assert.deepEqual(lines, [bad.requestId])
})

test('a batch that fails refuses its own requests; the next one is the next attempt', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger })
  const refusals = [log.record([sampleAuditEvent()]), log.record([sampleAuditEvent()])].map((recording) =>
    assert.rejects(Promise.resolve(recording), refused),
  )
  const batch = await repository.next()
  const later = log.record([sampleAuditEvent()])

  batch.fail(new Error('disk full'))

  await Promise.all(refusals)
  const following = await repository.next()
  following.commit()
  await later
})

test('a full queue refuses at once, and accepts events again when there is room', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger, bounds: { queued: 3 } })
  const recording = Promise.all([1, 2, 3].map(() => log.record([sampleAuditEvent()])))
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)
  const batch = await repository.next()
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)

  batch.commit()
  await recording

  const again = log.record([sampleAuditEvent()])
  ;(await repository.next()).commit()
  await again
})

test('while the database does not answer, waiting requests and all new ones are refused', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger, bounds: { waitMs: 20 } })
  const waiting = log.record([sampleAuditEvent()])
  const batch = await repository.next()
  const behind = log.record([sampleAuditEvent()])

  await assert.rejects(Promise.resolve(waiting), refused)
  await assert.rejects(Promise.resolve(behind), refused)
  const recording = Promise.resolve(log.record([sampleAuditEvent()]))
  await assert.rejects(Promise.race([recording, nextTurn()]), refused, 'refused without a wait')

  batch.commit()
  await nextTurn()
  const again = log.record([sampleAuditEvent()])
  ;(await repository.next()).commit()
  await again
})

test('after a failure no request waits long to be refused while the log is still out', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger, bounds: { waitMs: 60_000, probeMs: 5 } })
  const first = assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)
  ;(await repository.next()).fail(new Error('another process holds the lock'))
  await first

  const second = assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)

  await repository.next()
  await second
})

test('the end of an outage is logged once, like its beginning', async () => {
  const repository = createRepositoryStub()
  const lines: string[] = []
  const write = (_: unknown, message?: string) => lines.push(message ?? String(_))
  const log = createCommittedLog({ repository, logger: { ...silentLogger, error: write, info: write } as never })
  for (const outcome of ['fail', 'fail', 'commit', 'commit'] as const) {
    const recording = log.record([sampleAuditEvent()])
    const batch = await repository.next()
    if (outcome === 'commit') batch.commit()
    else batch.fail(new Error('disk full'))
    await Promise.allSettled([recording])
  }

  assert.deepEqual(lines, ['the audit log cannot be written', 'the audit log can be written again'])
})

test('draining writes waiting events, and accepts no more', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger })
  const recording = log.record([sampleAuditEvent()])

  const draining = log.drain()
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)
  ;(await repository.next()).commit()

  await Promise.all([draining, recording])
})

test('draining does not wait forever for a database that does not answer', async () => {
  const repository = createRepositoryStub()
  const log = createCommittedLog({ repository, logger: silentLogger, bounds: { waitMs: 20 } })
  const refusal = assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)

  await log.drain()

  await refusal
})
