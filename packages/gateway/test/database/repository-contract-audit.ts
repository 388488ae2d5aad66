import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { AuditEntry } from '../../src/core/model.ts'
import type { AuditFilter, AuditPosition, AuditQuery, Database } from '../../src/core/ports.ts'
import { sampleAuditEntry, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './repository-contract.ts'

const accountId = 'acc_1'

/** Entries that differ in everything that a filter looks at; two are of one millisecond. */
const entries: readonly AuditEntry[] = [
  sampleAuditEntry({ at: sampleTime, bucket: 'my-bucket', key: 'files/a.txt', tokenId: 'tok_1' }),
  sampleAuditEntry({ at: sampleTime + 1, bucket: 'my-bucket', key: 'files/B.txt', tokenId: 'tok_2' }),
  sampleAuditEntry({ at: sampleTime + 1, bucket: 'my-images', key: 'Files/c.txt', tokenId: 'tok_1' }),
  sampleAuditEntry({
    at: sampleTime + 2,
    key: 'f%les/d.txt',
    tokenId: 'tok_1',
    outcome: 'denied',
    code: 'rate_limited',
  }),
  sampleAuditEntry({ at: sampleTime + 3, bucket: 'my-bucket', key: '🦊s/e.txt', outcome: 'failed' }),
]

const filters: readonly { name: string; filter: Omit<AuditFilter, 'accountId'>; expected: readonly number[] }[] = [
  { name: 'no filter', filter: {}, expected: [0, 1, 2, 3, 4] },
  { name: 'since, which is meant inclusively', filter: { since: sampleTime + 2 }, expected: [3, 4] },
  { name: 'until, which is meant exclusively', filter: { until: sampleTime + 1 }, expected: [0] },
  { name: 'a span', filter: { since: sampleTime + 1, until: sampleTime + 2 }, expected: [1, 2] },
  { name: 'a bucket', filter: { bucket: 'my-images' }, expected: [2] },
  { name: 'a token', filter: { tokenId: 'tok_1' }, expected: [0, 2, 3] },
  { name: 'an outcome', filter: { outcome: 'denied' }, expected: [3] },
  { name: 'a key prefix, in its case', filter: { keyPrefix: 'files/' }, expected: [0, 1] },
  { name: 'a key prefix with a wildcard of SQL', filter: { keyPrefix: 'f%les/' }, expected: [3] },
  { name: 'a key prefix beyond the first plane of Unicode', filter: { keyPrefix: '🦊s/' }, expected: [4] },
  { name: 'a bucket and a token', filter: { bucket: 'my-bucket', tokenId: 'tok_1' }, expected: [0] },
  { name: 'a token and an outcome', filter: { tokenId: 'tok_1', outcome: 'allowed' }, expected: [0, 2] },
  { name: 'what is not there', filter: { bucket: 'nothing' }, expected: [] },
]

/** The audit log's part of the contract. */
export function describeAuditContract({ makeDatabase }: DatabaseImplementation): void {
  describe('audit log', { concurrency: true }, () => {
    test('an entry is read as it was added, with every field and with none', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const full = sampleAuditEntry({
        at: sampleTime + 1,
        code: 'invalid_request',
        tokenId: 'tok_1',
        credentialId: 'cred_1',
        bucket: 'my-bucket',
        key: 'a "quoted",\n\tkey; drop table audit_events --',
        acl: 'public-read',
        expiresInSeconds: 604_800,
      })
      const bare = sampleAuditEntry()

      await audit.append([bare, full])

      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), [bare, full])
    })

    test('it lists by every filter', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      await audit.append(entries)

      for (const { name, filter, expected } of filters) {
        const found = await audit.list({ ...filter, accountId, order: 'oldest', limit: 10 })
        assert.deepEqual(
          found.map(({ id }) => id),
          expected.map((index) => entries[index]?.id),
          name,
        )
      }
    })

    for (const order of ['newest', 'oldest'] as const) {
      test(`pages in the order ${order} have each entry once, those of one millisecond too`, async () => {
        await using testDatabase = await makeDatabase()
        const { audit } = await testDatabase.open()
        const many = Array.from({ length: 25 }, (_, index) =>
          sampleAuditEntry({ at: sampleTime + Math.floor(index / 7) }),
        )
        await audit.append(many.toReversed())

        const paged = await readPages(audit, { accountId, order, limit: 4 })

        assert.deepEqual(paged, order === 'oldest' ? many : many.toReversed())
      })
    }

    test('an account has its own entries, and those without a known token are nobody’s', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const { accountId: _, ...nobodys } = sampleAuditEntry({ outcome: 'denied', code: 'token_unknown' })
      const [own, other] = [sampleAuditEntry(), sampleAuditEntry({ accountId: 'acc_2' })]

      await audit.append([own, other, nobodys])

      const read = (id: string | undefined) => audit.list({ accountId: id, order: 'oldest', limit: 10 })
      assert.deepEqual(await read(accountId), [own])
      assert.deepEqual(await read('acc_2'), [other])
      assert.deepEqual(await read(undefined), [nobodys])
      assert.deepEqual(await read(''), await read(undefined))
    })

    test('adding again changes nothing, and adds what is missing', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const [first, second] = [sampleAuditEntry(), sampleAuditEntry()]
      await audit.append([first])

      await audit.append([{ ...first, key: 'other' }, second])

      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), [first, second])
    })

    test('a text that a testDatabase refuses does not keep the others out', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()

      await audit.append([sampleAuditEntry({ key: 'a\0b' }), sampleAuditEntry({ key: 'c\ud800d' }), sampleAuditEntry()])

      const found = await audit.list({ accountId, order: 'oldest', limit: 10 })
      assert.deepEqual(
        found.map(({ key }) => key),
        ['a\uFFFDb', 'c\uFFFDd', undefined],
      )
    })

    test('a thousand at once, and none, are added; another process sees them', async () => {
      await using testDatabase = await makeDatabase()
      const [database, elsewhere] = [await testDatabase.open(), await testDatabase.open()]

      await database.audit.append(Array.from({ length: 1000 }, () => sampleAuditEntry()))
      await database.audit.append([])

      const found = await elsewhere.audit.list({ accountId, order: 'newest', limit: 2000 })
      assert.equal(found.length, 1000)
    })

    test('the oldest are deleted, of every account, a few at a time', async () => {
      await using testDatabase = await makeDatabase()
      const { audit } = await testDatabase.open()
      const old = Array.from({ length: 5 }, (_, index) =>
        sampleAuditEntry({ at: sampleTime - 5 + index, accountId: index % 2 === 0 ? accountId : 'acc_2' }),
      )
      const kept = sampleAuditEntry()
      await audit.append([...old, kept])

      const deleted = [await audit.deleteBefore(sampleTime, 3)]
      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), [old[4], kept])
      deleted.push(await audit.deleteBefore(sampleTime, 3), await audit.deleteBefore(sampleTime, 3))

      assert.deepEqual(deleted, [3, 2, 0])
      assert.deepEqual(await audit.list({ accountId, order: 'oldest', limit: 10 }), [kept])
    })

    test('several that delete at once delete each entry once', async () => {
      await using testDatabase = await makeDatabase()
      const [database, elsewhere] = [await testDatabase.open(), await testDatabase.open()]
      await database.audit.append(Array.from({ length: 100 }, () => sampleAuditEntry({ at: sampleTime - 1 })))

      const [here, there] = await Promise.all([deleteAll(database.audit), deleteAll(elsewhere.audit)])

      assert.equal(here + there, 100)
    })

    test('what the log adds and deletes drops no cache', async () => {
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
        await audit.append([sampleAuditEntry()])
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
