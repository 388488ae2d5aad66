import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { AuditFilter, AuditPosition, AuditQuery } from '../../src/core/audit-ports.ts'
import type { AuditEntry, AuditEvent } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'
import { number } from './repository-contract-audit-append.ts'

const accountId = 'acc_1'

/** Events that differ in every field that a filter reads; two have the same millisecond. */
const events: readonly AuditEvent[] = [
  sampleAuditEvent({ at: sampleTime, bucket: 'my-bucket', key: 'files/a.txt', tokenId: 'tok_1' }),
  sampleAuditEvent({ at: sampleTime + 1, bucket: 'my-bucket', key: 'files/B.txt', tokenId: 'tok_2' }),
  sampleAuditEvent({
    at: sampleTime + 1,
    bucket: 'my-images',
    key: 'Files/c.txt',
    tokenId: 'tok_1',
    action: 'upload',
    clientToken: '0123456789abcdef',
  }),
  sampleAuditEvent({
    at: sampleTime + 2,
    key: 'f%les/d.txt',
    tokenId: 'tok_1',
    action: 'download',
    outcome: 'denied',
    code: 'rate_limited',
  }),
  sampleAuditEvent({ at: sampleTime + 3, bucket: 'my-bucket', key: '🦊s/e.txt', outcome: 'failed' }),
]

const filters: readonly { name: string; filter: Omit<AuditFilter, 'accountId'>; expected: readonly number[] }[] = [
  { name: 'no filter', filter: {}, expected: [0, 1, 2, 3, 4] },
  { name: 'since, which is inclusive', filter: { since: sampleTime + 2 }, expected: [3, 4] },
  { name: 'until, which is exclusive', filter: { until: sampleTime + 1 }, expected: [0] },
  { name: 'a span', filter: { since: sampleTime + 1, until: sampleTime + 2 }, expected: [1, 2] },
  { name: 'a bucket', filter: { bucket: 'my-images' }, expected: [2] },
  { name: 'a token', filter: { tokenId: 'tok_1' }, expected: [0, 2, 3] },
  { name: 'an outcome', filter: { outcome: 'denied' }, expected: [3] },
  { name: 'an action', filter: { action: 'upload' }, expected: [2] },
  { name: 'an action that never happened', filter: { action: 'delete' }, expected: [] },
  { name: 'an action and an outcome', filter: { action: 'download', outcome: 'denied' }, expected: [3] },
  { name: 'a bucket and an action', filter: { bucket: 'my-images', action: 'upload' }, expected: [2] },
  { name: 'a key prefix, case-sensitively', filter: { keyPrefix: 'files/' }, expected: [0, 1] },
  { name: 'a key prefix with a wildcard of SQL', filter: { keyPrefix: 'f%les/' }, expected: [3] },
  { name: 'a key prefix beyond the first plane of Unicode', filter: { keyPrefix: '🦊s/' }, expected: [4] },
  { name: 'a bucket and a token', filter: { bucket: 'my-bucket', tokenId: 'tok_1' }, expected: [0] },
  { name: 'a token and an outcome', filter: { tokenId: 'tok_1', outcome: 'allowed' }, expected: [0, 2] },
  { name: 'an unknown token', filter: { tokenId: 'tok_9' }, expected: [] },
  { name: 'a client token', filter: { clientToken: '0123456789abcdef' }, expected: [2] },
  {
    name: 'a client token and a bucket',
    filter: { clientToken: '0123456789abcdef', bucket: 'my-bucket' },
    expected: [],
  },
  {
    name: 'a client token and its API token',
    filter: { clientToken: '0123456789abcdef', tokenId: 'tok_1' },
    expected: [2],
  },
  { name: 'an unknown bucket', filter: { bucket: 'nothing' }, expected: [] },
]

/** The contract's part about the audit log. */
export function describeAuditContract({ makeDatabase }: DatabaseImplementation): void {
  describe('audit log', { concurrency: true }, () => {
    test('an entry is read back as it was added, with every optional field and with none', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const full = sampleAuditEvent({
        at: sampleTime + 1,
        code: 'invalid_request',
        action: 'upload',
        tokenId: 'tok_1',
        credentialId: 'cred_1',
        bucket: 'my-bucket',
        key: 'a "quoted",\n\tkey; drop table audit_events --',
        acl: 'public-read',
        expiresInSeconds: 604_800,
        clientToken: '0123456789abcdef',
        mcpClient: 'an agent 1.0',
      })
      const bare = sampleAuditEvent()

      await audit.append([[bare], [full]])

      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), number([bare, full]))
    })

    test('every filter narrows the list', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      await audit.append([events])

      for (const { name, filter, expected } of filters) {
        const found = await audit.list({ ...filter, accountId, order: 'oldest', limit: 10 })
        assert.deepEqual(
          found,
          expected.map((index) => number(events)[index]),
          name,
        )
      }
    })

    for (const order of ['newest', 'oldest'] as const) {
      test(`pages with the ${order} first have each entry once, even entries of the same millisecond`, async () => {
        await using testDatabase = await makeDatabase()
        const { audit } = await testDatabase.open()
        const many = Array.from({ length: 25 }, (_, index) =>
          sampleAuditEvent({ at: sampleTime + Math.floor(index / 7) }),
        )
        await audit.append(many.map((event) => [event]))

        const paged = await readPages(audit, { accountId, order, limit: 4 })

        const numbered = number(many)
        assert.deepEqual(paged, order === 'oldest' ? numbered : numbered.toReversed())
      })
    }

    test('an account sees only its own entries, and entries without a known token belong to no account', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const { accountId: _, ...nobodys } = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown' })
      const [own, other] = [sampleAuditEvent(), sampleAuditEvent({ accountId: 'acc_2' })]

      await audit.append([[own], [other], [nobodys]])
      const [ownEntry, otherEntry, nobodysEntry] = number([own, other, nobodys])

      const read = (id: string | undefined) => audit.list({ accountId: id, order: 'oldest', limit: 10 })
      assert.deepEqual(await read(accountId), [ownEntry])
      assert.deepEqual(await read('acc_2'), [otherEntry])
      assert.deepEqual(await read(undefined), [nobodysEntry])
    })

    test('a number is not used again after the newest event is deleted', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      await audit.append([[sampleAuditEvent()], [sampleAuditEvent()]])
      for (const deleted of [1, 1, 0]) assert.equal(await audit.deleteBefore(sampleTime + 1, 1), deleted)

      await audit.append([[sampleAuditEvent()]])

      const [entry] = await audit.listAfter(0, 10)
      assert.equal(entry?.id, 3)
    })

    test('an event with text that the database cannot store is stored with replacement characters, beside the others', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()

      await audit.append([{ key: 'a\0b' }, { key: 'c\ud800d' }, {}].map((fields) => [sampleAuditEvent(fields)]))

      const found = await audit.list({ accountId, order: 'oldest', limit: 10 })
      assert.deepEqual(
        found.map(({ key }) => key),
        ['a\uFFFDb', 'c\uFFFDd', undefined],
      )
    })

    test('a batch of a thousand events is added and seen by another connection; an empty batch is accepted', async () => {
      await using testDatabase = await makeDatabase()
      const [database, elsewhere] = [await testDatabase.open(), await testDatabase.open()]

      await database.audit.append(Array.from({ length: 1000 }, () => [sampleAuditEvent()]))
      await database.audit.append([])

      const found = await elsewhere.audit.list({ accountId, order: 'newest', limit: 2000 })
      assert.equal(found.length, 1000)
    })

    test('the oldest events of every account are deleted, a few at a time', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const old = Array.from({ length: 5 }, (_, index) =>
        sampleAuditEvent({ at: sampleTime - 5 + index, accountId: index % 2 === 0 ? accountId : 'acc_2' }),
      )
      const kept = sampleAuditEvent()
      await audit.append([...old, kept].map((event) => [event]))
      const entries = number([...old, kept])

      const deleted = [await audit.deleteBefore(sampleTime, 3)]
      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), entries.slice(4))
      deleted.push(await audit.deleteBefore(sampleTime, 3), await audit.deleteBefore(sampleTime, 3))

      assert.deepEqual(deleted, [3, 2, 0])
      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), entries.slice(5))
    })

    test('concurrent deletions delete each entry once', async () => {
      await using testDatabase = await makeDatabase()
      const [database, elsewhere] = [await testDatabase.open(), await testDatabase.open()]
      await database.audit.append(Array.from({ length: 100 }, () => [sampleAuditEvent({ at: sampleTime - 1 })]))

      const [here, there] = await Promise.all([deleteAll(database.audit), deleteAll(elsewhere.audit)])

      assert.equal(here + there, 100)
    })

    test('adding and deleting audit events invalidates no cache', async () => {
      await using testDatabase = await makeDatabase()
      const [database, elsewhere] = [await testDatabase.open(), await testDatabase.open()]
      let calls = 0
      for (const { changes } of [database, elsewhere]) {
        changes.subscribe(() => {
          calls++
        })
      }
      await wait(600)
      calls = 0

      for (const { audit } of [database, elsewhere]) {
        await audit.append([[sampleAuditEvent()]])
        await wait(300)
        await audit.deleteBefore(sampleTime + 1, 10)
      }
      await wait(600)

      assert.equal(calls, 0)
    })
  })
}

async function readPages(audit: Database['audit'], query: AuditQuery): Promise<AuditEntry[]> {
  const found: AuditEntry[] = []
  for (;;) {
    const last: AuditPosition | undefined = found.at(-1)
    const page = await audit.list({ ...query, ...(last === undefined ? {} : { after: { at: last.at, id: last.id } }) })
    found.push(...page)
    if (page.length < query.limit) return found
  }
}

async function deleteAll(audit: Database['audit']): Promise<number> {
  let deleted = 0
  for (let last = -1; last !== 0; deleted += last) last = await audit.deleteBefore(sampleTime, 7)
  return deleted
}
