import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAdministrationEvent, sampleAuditEvent, sampleTime } from '../../test/samples/samples.ts'
import { pruneAuditLog } from './prune-audit-log.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
  const { audit, administration } = admin.dependencies
  const times = Array.from({ length: 1200 }, (_, index) => sampleTime - 2000 + index)
  await audit.append(times.map((at) => [sampleAuditEvent({ at, accountId: at % 2 === 0 ? 'acc_1' : 'acc_2' })]))
  await administration.record(sampleAdministrationEvent({ at: sampleTime - 5000 }))
})
afterEach(() => admin.close())

const before = sampleTime - 900
const countRequests = async () => (await admin.dependencies.audit.listAfter(0, 5000)).length
const listChanges = async () => {
  const events = await admin.dependencies.administration.list({ order: 'oldest', limit: 10 })
  return events.map(({ act, target, accountId, changes }) => [act, target.kind, accountId, changes[0]?.to])
}
const time = new Date(before).toISOString()

test('older events of every account are deleted, and the log says who did it', async () => {
  const steps: (number | undefined)[][] = []
  const onProgress = (...step: (number | undefined)[]) => void steps.push(step)

  const pruned = await admin.run(pruneAuditLog, { before }, { onProgress })

  assert.deepEqual(pruned, { before: time, requests: 1100, administration: 1 })
  assert.equal(await countRequests(), 100)
  assert.deepEqual(await listChanges(), [['prune_audit_log', 'audit_log', undefined, time]])
  assert.deepEqual(steps, [
    [500, 1100, 500],
    [1000, 1100, 1000],
    [1100, 1100, 1100],
  ])
  assert.deepEqual(await admin.run(pruneAuditLog, { before }), { before: time, requests: 0, administration: 0 })
  assert.equal((await listChanges()).length, 1, 'a prune that deletes nothing is not recorded')
})

test('an interrupted prune has recorded its intention, and the next one continues', async () => {
  const onProgress = (done: number) => assert.notEqual(done, 500, 'interrupted')

  await assert.rejects(admin.run(pruneAuditLog, { before }, { onProgress }), /interrupted/)

  assert.equal(await countRequests(), 700)
  assert.deepEqual((await listChanges()).at(-1)?.[0], 'prune_audit_log')
  assert.equal((await admin.run(pruneAuditLog, { before })).requests, 600)
})

test('a time in the future is refused', async () => {
  assert.match(
    (await beRefusedBy(admin.run(pruneAuditLog, { before: sampleTime + 1 }))).message,
    /`before` must be in the past/,
  )
})
