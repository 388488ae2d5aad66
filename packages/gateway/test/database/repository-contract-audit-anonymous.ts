import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditEvent } from '../../src/core/model.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'
import { number } from './repository-contract-audit-append.ts'

const accountId = 'acc_1'

/** The contract's part about counts, and about audit events without an account. */
export function describeAuditAnonymousContract({ makeDatabase }: DatabaseImplementation): void {
  describe('audit events without an account', { concurrency: true }, () => {
    test('an event keeps its count of requests, even one above 32 bits', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const events = [anonymous({ count: 240_000 }), anonymous(), anonymous({ count: 10_000_000_000 })]

      await audit.append(events.map((event) => [event]))
      await audit.append([events[0] === undefined ? [] : [events[0]]], { isRetry: true })

      const found = await audit.list({ accountId: undefined, order: 'oldest', limit: 10 })
      assert.deepEqual(found, number(events))
      assert.ok(found[1] !== undefined && !('count' in found[1]))
    })

    test('the oldest events without an account are deleted, a few at a time, and no others', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const kept = [sampleAuditEvent({ at: 0, accountId }), sampleAuditEvent({ at: 1, accountId: 'acc_2' })]
      const old = [3, 4, 5].map((at) => anonymous({ at, outcome: at === 4 ? 'failed' : 'denied' }))
      const young = anonymous()
      await audit.append([...kept, ...old.toReversed(), young].map((event) => [event]))
      const readTimes = async (id: string | undefined) => {
        const found = await audit.list({ accountId: id, order: 'oldest', limit: 10 })
        return found.map(({ at }) => at)
      }

      const deleted = [await audit.deleteAnonymousBefore(sampleTime, 2)]
      assert.deepEqual(await readTimes(undefined), [5, sampleTime])
      for (let round = 0; round < 2; round++) deleted.push(await audit.deleteAnonymousBefore(sampleTime, 2))

      assert.deepEqual(deleted, [2, 1, 0])
      assert.deepEqual(await readTimes(undefined), [sampleTime])
      assert.deepEqual([await readTimes(accountId), await readTimes('acc_2')], [[0], [1]])
    })

    test('a number is not used again after the newest event is deleted', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      await audit.append([[anonymous()], [anonymous()]])
      assert.equal(await audit.deleteAnonymousBefore(sampleTime + 1, 10), 2)

      await audit.append([[anonymous()]])

      assert.equal((await audit.listAfter(0, 10))[0]?.id, 3)
    })

    test('the time up to which events exceed the limit is found, however many events there are', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const count = 12_000
      assert.equal(await audit.findAnonymousExcess(1), undefined)
      const event = { ...anonymous(), accountId }
      await audit.append(Array.from({ length: 10 }, () => [event]))
      for (let first = 0; first < count; first += 6000) {
        await audit.append(Array.from({ length: 6000 }, (_, index) => [anonymous({ at: first + index })]))
      }

      for (const kept of [1, 4999, 5000, 5001, 11_000]) {
        const before = await audit.findAnonymousExcess(kept)
        assert.equal(before, count - kept, String(kept))
      }
      for (const kept of [count, count + 1]) {
        const before = await audit.findAnonymousExcess(kept)
        assert.equal(await audit.deleteAnonymousBefore(before ?? 0, 10), 0, String(kept))
      }
    })
  })
}

function anonymous(fields: Partial<AuditEvent> = {}): AuditEvent {
  const { accountId: _, ...event } = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })
  return { ...event, ...fields }
}
