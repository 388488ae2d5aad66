import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { AuditEntry, AuditEvent } from '../../src/core/model.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const accountId = 'acc_1'

/** The contract's part about adding to the audit log, and about the order of commits. */
export function describeAuditAppendContract({ makeDatabase }: DatabaseImplementation): void {
  describe('additions to the audit log', { concurrency: true }, () => {
    test('a retry skips the requests that are stored already, and adds the missing ones', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const [first, again, second] = [sampleAuditEvent(), sampleAuditEvent(), sampleAuditEvent()]
      await audit.append([[first], [again, again]])

      await audit.append([[again, again], [second]], { isRetry: true })

      const found = await audit.list({ accountId, order: 'oldest', limit: 10 })
      assert.deepEqual(found, number([first, again, again, second]))
    })

    test('a row that the table rejects fails the events of its request, and of no other', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const [first, last] = [sampleAuditEvent(), sampleAuditEvent()]
      const bad: readonly Partial<Record<keyof AuditEvent, unknown>>[] = [
        { clientAddress: undefined },
        { requestId: 'no UUID' },
        { at: Number.NaN },
        { status: {} },
      ]
      const refused = bad.map((fields) => [sampleAuditEvent(), sampleAuditEvent(fields as Partial<AuditEvent>)])

      const answer = await audit.append([[first], ...refused, [last]])

      assert.deepEqual(
        answer.map(({ index }) => index),
        [1, 2, 3, 4],
      )
      for (const { cause } of answer) assert.ok((cause as Error).message.length > 0)
      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), number([first, last]))
    })

    test('a list in order of commit has every event once, whatever its time', async () => {
      await using testDatabase = await makeDatabase()
      const [here, there] = [(await testDatabase.open()).audit, (await testDatabase.open()).audit]
      const late = [
        sampleAuditEvent({ at: sampleTime + 9 }),
        sampleAuditEvent({ at: sampleTime - 9, accountId: 'acc_2' }),
        sampleAuditEvent({ at: sampleTime }),
      ]
      for (const [index, event] of late.entries()) await (index % 2 === 0 ? here : there).append([[event]])

      assert.deepEqual(await here.listAfter(0, 2), number(late).slice(0, 2))
      assert.deepEqual(await there.listAfter(2, 2), number(late).slice(2))
      assert.deepEqual(await there.listAfter(3, 2), [])
    })

    test('a reader that continues from the last event misses no event of several writers', async () => {
      await using testDatabase = await makeDatabase()
      const writers = [await testDatabase.open(), await testDatabase.open(), await testDatabase.open()]
      const reader = await testDatabase.open()
      const all = 3 * 20 * 5
      const writing = Promise.all(
        writers.map(async ({ audit }) => {
          for (let batch = 0; batch < 20; batch++)
            await audit.append(Array.from({ length: 5 }, () => [sampleAuditEvent()]))
        }),
      )
      const seen: AuditEntry[] = []

      for (let rounds = 0; seen.length < all && rounds < 10_000; rounds++) {
        seen.push(...(await reader.audit.listAfter(seen.at(-1)?.id ?? 0, 7)))
        await wait(1)
      }

      await writing
      assert.equal(new Set(seen.map(({ requestId }) => requestId)).size, all)
    })
  })
}

/** The events with the numbers that they get in a log that was empty before. */
export function number(added: readonly AuditEvent[]): AuditEntry[] {
  return added.map((event, index) => ({ id: index + 1, ...event }))
}
