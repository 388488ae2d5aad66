import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditLog } from './audit-log.ts'
import { createAuditCheck } from './check-audit.ts'

const full = new Error('the disk is full')

function createCheck() {
  const stand = { now: 0, probes: 0, isFull: false, lastWrite: undefined as AuditLog['lastWrite'] }
  async function probeWrite(): Promise<void> {
    stand.probes++
    if (stand.isFull) throw full
  }
  const auditLog = {
    get lastWrite() {
      return stand.lastWrite
    },
  }
  return { stand, check: createAuditCheck(auditLog, probeWrite, () => stand.now) }
}

test('the outcome of a recent write is the answer, without a write of its own', async () => {
  const { stand, check } = createCheck()
  stand.lastWrite = { at: 0, failure: undefined }
  await check()
  stand.lastWrite = { at: 0, failure: full }
  stand.now = 2999

  await assert.rejects(check(), full)

  assert.equal(stand.probes, 0)
})

test('without a recent write the check writes, once in three seconds however often it is called', async () => {
  const { stand, check } = createCheck()
  stand.lastWrite = { at: -5000, failure: full }
  await check()
  stand.isFull = true
  stand.now = 2999
  await check()
  assert.equal(stand.probes, 1)

  stand.now = 3000
  for (let times = 0; times < 3; times++) await assert.rejects(check(), full)

  assert.equal(stand.probes, 2)
  stand.isFull = false
  stand.now = 6000
  await check()
})
