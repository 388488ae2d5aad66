import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRepositoryStub, silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { createBufferedLog } from './buffered-log.ts'

const refused = { name: 'AppError', code: 'audit_unavailable', status: 503 }
const quick = { delayMs: 5, retryMs: 5 }

test('an event counts as recorded at once, and is written a moment later together with the next ones', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: quick })

  assert.equal(log.record([sampleAuditEvent({ key: '1' })]), undefined)
  assert.equal(log.record([sampleAuditEvent({ key: '2' })]), undefined)

  const { events, commit } = await repository.next()
  assert.deepEqual(
    events.map(({ key }) => key),
    ['1', '2'],
  )
  commit()
  await log.drain()
})

test('a full batch is written without a delay', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { delayMs: 60_000, batch: 2 } })

  log.record([sampleAuditEvent()])
  log.record([sampleAuditEvent()])

  const { events, commit } = await repository.next()
  assert.equal(events.length, 2)
  commit()
})

test('events that cannot be written are retried in order, marked as possibly stored already', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: quick })
  log.record([sampleAuditEvent({ key: '1' })])
  const failed = await repository.next()
  log.record([sampleAuditEvent({ key: '2' })])

  failed.fail(new Error('the database is away'))

  const again = await repository.next()
  assert.deepEqual(
    again.events.map(({ key }) => key),
    ['1', '2'],
  )
  assert.deepEqual([failed.isRetry, again.isRetry], [false, true])
  again.commit()
  await log.drain()
})

test('with a full buffer, events wait until some are written', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { ...quick, queued: 2 } })
  log.record([sampleAuditEvent()])
  log.record([sampleAuditEvent()])
  const waiting = [log.record([sampleAuditEvent({ key: 'third' })]), log.record([sampleAuditEvent({ key: 'fourth' })])]
  assert.ok(waiting.every((one) => one instanceof Promise))

  ;(await repository.next()).commit()
  await Promise.all(waiting)

  const { events, commit } = await repository.next()
  assert.deepEqual(
    events.map(({ key }) => key),
    ['third', 'fourth'],
  )
  commit()
})

test('with a full buffer, events are refused when the database does not answer in time', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { ...quick, queued: 1, waitMs: 30 } })
  log.record([sampleAuditEvent()])
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)
  ;(await repository.next()).commit()
})

test('with a full buffer, events are refused at once while the database refuses writes', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { ...quick, queued: 1, waitMs: 60_000 } })
  log.record([sampleAuditEvent()])
  const waiting = Promise.resolve(log.record([sampleAuditEvent()]))

  ;(await repository.next()).fail(new Error('disk full'))

  await assert.rejects(waiting, refused)
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)
  ;(await repository.next()).commit()
})

test('the events of one request are never in two commits', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { delayMs: 60_000, batch: 4 } })
  for (const count of [2, 3, 9, 1]) log.record(Array(count).fill(sampleAuditEvent()))

  const sizes = []
  for (let round = 0; round < 3; round++) {
    const { requests, commit } = await repository.next()
    sizes.push(requests.map((events) => events.length))
    commit()
  }
  const draining = log.drain()
  const last = await repository.next()
  last.commit()
  await draining

  assert.deepEqual([...sizes, last.requests.map((events) => events.length)], [[2], [3], [9], [1]])
})

test('events that the database refuses are logged, and do not block others', async () => {
  const repository = createRepositoryStub()
  const lines: unknown[] = []
  const logger = { ...silentLogger, error: (fields: { requestId: string }) => lines.push(fields.requestId) }
  const log = createBufferedLog({ repository, logger: logger as never, bounds: quick })
  const [good, bad] = [sampleAuditEvent(), sampleAuditEvent()]
  log.record([good])
  log.record([bad])

  ;(await repository.next()).commit(1)
  await log.drain()

  assert.deepEqual(lines, [bad.requestId])
  assert.equal(log.queued, 0)
})

test('draining writes everything in the buffer, and accepts no more', async () => {
  const repository = createRepositoryStub()
  const log = createBufferedLog({ repository, logger: silentLogger, bounds: { delayMs: 60_000, batch: 10 } })
  for (let index = 0; index < 25; index++) log.record([sampleAuditEvent()])
  const draining = log.drain()
  await assert.rejects(Promise.resolve(log.record([sampleAuditEvent()])), refused)

  const sizes = []
  for (let round = 0; round < 3; round++) {
    const { events, commit } = await repository.next()
    sizes.push(events.length)
    commit()
  }
  await draining

  assert.deepEqual(sizes, [10, 10, 5])
})

for (const database of ['does not answer', 'refuses to write']) {
  test(`draining gives up on a database that ${database}, and logs what is lost`, async () => {
    const repository = createRepositoryStub()
    const lost: unknown[] = []
    const logger = { ...silentLogger, error: (fields: unknown, message: string) => lost.push([message, fields]) }
    const log = createBufferedLog({ repository, logger: logger as never, bounds: { ...quick, waitMs: 50 } })
    log.record([sampleAuditEvent()])
    const append = repository.next().then(({ fail }) => {
      if (database === 'refuses to write') fail(new Error('disk full'))
    })

    await log.drain()

    await append
    assert.deepEqual(lost.at(-1), ['audit events are lost: they could not be written', { events: 1 }])
  })
}
