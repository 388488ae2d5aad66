import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditFilter } from '../../src/core/audit-ports.ts'
import { newRequestId } from '../../src/core/request-id.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'
import { number } from './repository-contract-audit-append.ts'

const accountId = 'acc_1'

/** The contract's part about searching the audit log. */
export function describeAuditSearchContract({ makeDatabase }: DatabaseImplementation): void {
  describe('search in the audit log', { concurrency: true }, () => {
    test('a request is found by its id, and a client by its address', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const requestId = newRequestId(sampleTime)
      const near = [sampleTime - 1, sampleTime, sampleTime + 30_000]
      const asked = near.map((at) => sampleAuditEvent({ at, requestId, clientAddress: '2001:db8::1' }))
      const others = near.map((at) => sampleAuditEvent({ at, requestId: newRequestId(sampleTime), accountId: 'acc_2' }))
      await audit.append([...asked, ...others].map((event) => [event]))

      const list = (filter: Omit<AuditFilter, 'accountId'>) =>
        audit.list({ ...filter, accountId, order: 'oldest', limit: 10 })
      const expected = number([...asked, ...others]).slice(0, 3)
      assert.deepEqual(await list({ requestId }), expected)
      assert.deepEqual(await list({ requestId, since: sampleTime, until: sampleTime + 1 }), expected.slice(1, 2))
      assert.deepEqual(await list({ requestId: newRequestId(sampleTime) }), [])
      assert.deepEqual(await list({ requestId: 'no-id' }), [])
      assert.deepEqual(await list({ clientAddress: '2001:db8::1' }), expected)
      assert.deepEqual(await list({ clientAddress: '2001:db8::' }), [])
      assert.deepEqual(await audit.find(3), expected[2])
      assert.equal(await audit.find(99), undefined)
    })

    test('a denied or failed request is found by its error code', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const events = [
        sampleAuditEvent({ at: sampleTime }),
        sampleAuditEvent({ at: sampleTime + 1, outcome: 'denied', status: 403, code: 'token_not_allowed' }),
        sampleAuditEvent({ at: sampleTime + 2, outcome: 'failed', status: 502, code: 'store_error' }),
        sampleAuditEvent({ at: sampleTime + 3, outcome: 'denied', status: 429, code: 'rate_limited', bucket: 'other' }),
      ]
      await audit.append(events.map((event) => [event]))

      const list = (filter: Omit<AuditFilter, 'accountId'>) =>
        audit.list({ ...filter, accountId, order: 'oldest', limit: 10 })
      const expected = number(events)
      assert.deepEqual(await list({ code: 'token_not_allowed' }), expected.slice(1, 2))
      assert.deepEqual(await list({ code: 'store_error' }), expected.slice(2, 3))
      assert.deepEqual(await list({ code: 'rate_limited', bucket: 'other' }), expected.slice(3))
      assert.deepEqual(await list({ code: 'rate_limited', bucket: 'my-bucket' }), [])
      assert.deepEqual(await list({ code: 'rate_limited', outcome: 'allowed' }), [])
      assert.deepEqual(await list({ code: 'no_such_code' }), [])
    })

    for (const order of ['newest', 'oldest'] as const) {
      test(`a search without a matching index goes piece by piece, ${order} first`, async () => {
        await using testDatabase = await makeDatabase()
        const { audit } = await testDatabase.open()
        const of = { bucket: 'my-bucket', tokenId: 'tok_1' }
        const many = Array.from({ length: 12_000 }, (_, index) =>
          sampleAuditEvent({
            at: sampleTime + Math.floor(index / 7),
            ...of,
            ...(index % 3000 === 5 ? { key: 'rare/a.txt', outcome: 'denied', status: 403 } : { key: 'b.txt' }),
          }),
        )
        for (let start = 0; start < many.length; start += 4000) {
          await audit.append(many.slice(start, start + 4000).map((event) => [event]))
        }
        const rare = number(many).filter(({ key }) => key === 'rare/a.txt')
        for (const filter of [
          { keyPrefix: 'rare/' },
          // No index covers both.
          { bucket: of.bucket, outcome: 'denied' },
          { ...of, outcome: 'denied' },
        ] as Partial<AuditFilter>[]) {
          const query = { accountId, order, ...filter }

          const all = await audit.list({ ...query, limit: 10 })
          assert.deepEqual(all, order === 'oldest' ? rare : rare.toReversed())
          const first = await audit.search({ ...query, limit: 10 }, 5000)
          const rest = await audit.search({ ...query, limit: 10, after: first.stoppedAt ?? assert.fail() }, 99_000)
          assert.ok(first.entries.length > 0 && first.entries.length < 4)
          assert.deepEqual([...first.entries, ...rest.entries], all)
          assert.equal(rest.stoppedAt, undefined)
          const full = await audit.search({ ...query, limit: 1 }, 5000)
          assert.deepEqual([full.entries, full.stoppedAt], [all.slice(0, 1), undefined])
        }
      })
    }
  })
}
