import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/audit-store-stub.ts'
import { recordInTurn } from './record-in-turn.ts'

const event = sampleAuditEvent()

test('each recorder gets the event when the one before it is done', async () => {
  const order: string[] = []
  const slow = {
    async record() {
      await new Promise(setImmediate)
      order.push('first')
    },
  }
  const quick = { record: () => void order.push('second') }

  await recordInTurn([slow, quick]).record(event)

  assert.deepEqual(order, ['first', 'second'])
})

test('one that fails keeps the event from the rest', async () => {
  const away = new Error('away')

  const recording = recordInTurn([{ record: () => Promise.reject(away) }, { record: () => assert.fail() }]).record(
    event,
  )

  await assert.rejects(Promise.resolve(recording), away)
})
