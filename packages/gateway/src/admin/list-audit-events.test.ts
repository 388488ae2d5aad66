import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent, sampleCredential, sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { AuditQuery } from '../core/audit-ports.ts'
import type { AuditEntry } from '../core/model.ts'
import { newRequestId } from '../core/request-id.ts'
import { readAuditFilter } from './audit-filter.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { showAuditEvent } from './show-audit-event.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('events are listed page by page, newest first, with every field', async () => {
  const { audit, accountId } = admin.dependencies
  const events = [1, 2, 3].map((at) => sampleAuditEvent({ accountId, at, bucket: 'my-bucket' }))
  await audit.append(events.map((event) => [event]))

  const first = await admin.run(listAuditEvents, { limit: 2 })
  const second = await admin.run(listAuditEvents, { limit: 2, cursor: first.nextCursor ?? '' })

  const ids = [first, second].map(({ events }) => events.map(({ id }) => id))
  assert.deepEqual(ids, [[3, 2], [1]])
  assert.equal(second.nextCursor, null)
  assert.deepEqual([second.events[0]?.at, second.events[0]?.code], ['1970-01-01T00:00:00.001Z', null])
})

test('the cursor of another list is refused', async () => {
  const { message } = await beRefusedBy(admin.run(listAuditEvents, { cursor: '1.tok_1' }))

  assert.match(message, /cursor/)
})

test('filters apply, and events of no account need a request of their own', async () => {
  const { audit, accountId } = admin.dependencies
  const mine = sampleAuditEvent({ accountId, bucket: 'a', tokenId: 'tok_1' })
  const { accountId: _, ...anonymous } = sampleAuditEvent({ outcome: 'denied' })
  const stranger = sampleAuditEvent({ accountId: 'acc_other', bucket: 'a' })
  await audit.append([[mine], [anonymous], [stranger]])
  const list = async (input: Parameters<typeof listAuditEvents.run>[0]) => {
    const { events } = await admin.run(listAuditEvents, input)
    return events.map(({ id }) => id)
  }

  assert.deepEqual(await list({ bucket: 'a', tokenId: 'tok_1' }), [1])
  assert.deepEqual(await list({ bucket: 'b' }), [])
  assert.deepEqual(await list({ anonymous: true }), [2])
})

test('a filter is checked even when it is used without the act', async () => {
  const { message } = await beRefusedBy(readAuditFilter({ tokenId: 'at_secret' }, admin.dependencies))

  assert.match(message, /must be the id of a token/)
  assert.ok(!message.includes('at_secret'))
  const filter = await readAuditFilter({ bucket: 'a', since: undefined }, admin.dependencies)
  assert.deepEqual(filter, { bucket: 'a', accountId: admin.dependencies.accountId })
})

const requestId = newRequestId(sampleTime)

for (const [search, expected, given] of [
  [requestId, { requestId }],
  [` ${requestId.toUpperCase()} `, { requestId }],
  ['192.0.2.7', { clientAddress: '192.0.2.7' }],
  ['2001:DB8::1', { clientAddress: '2001:db8::1' }],
  ['2001:db8::/64', { clientAddress: '2001:db8::/64' }],
  ['tok_1', { tokenId: 'tok_1' }],
  ['0123456789abcdef', { clientToken: '0123456789abcdef' }],
  ['photos', { bucket: 'photos' }],
  ['photos/', { bucket: 'photos' }],
  ['photos/2026/', { bucket: 'photos', keyPrefix: '2026/' }],
  ['photo', { keyPrefix: 'photo' }],
  ['other/photos', { keyPrefix: 'other/photos' }],
  ['photos', { bucket: 'given', keyPrefix: 'photos' }, { bucket: 'given' }],
  ['192.0.2.7/report.pdf', { keyPrefix: '192.0.2.7/report.pdf' }],
  ['/', { keyPrefix: '/' }],
] as const) {
  test(`the text "${search}" is read as ${JSON.stringify(expected)}`, async () => {
    const { audit, accountId } = admin.dependencies
    await audit.append([[sampleAuditEvent({ accountId, bucket: 'photos' })]])

    const filter = await readAuditFilter({ ...given, search }, admin.dependencies)

    assert.deepEqual(filter, { accountId, ...expected })
  })
}

test('a bucket of another account is not recognized as a bucket', async () => {
  await admin.dependencies.audit.append([[sampleAuditEvent({ accountId: 'acc_other', bucket: 'theirs' })]])

  const filter = await readAuditFilter({ search: 'theirs' }, admin.dependencies)

  assert.equal(filter.keyPrefix, 'theirs')
})

test('a text that stands for a filter that is set already is refused', async () => {
  const input = { search: '192.0.2.7', clientAddress: '192.0.2.8' }
  const { message } = await beRefusedBy(admin.run(listAuditEvents, input))

  assert.equal(message, '`search` stands for `clientAddress`, which is set as well')
})

test('a page that scanned only a part of the log says how far, and the next page continues there', async () => {
  const { accountId } = admin.dependencies
  const found = [sampleAuditEvent({ accountId, at: 9 }), sampleAuditEvent({ accountId, at: 3 })]
  const audit = {
    ...admin.dependencies.audit,
    async search({ after }: AuditQuery) {
      if (after === undefined) return { entries: [{ ...found[0], id: 9 } as AuditEntry], stoppedAt: { at: 5, id: 5 } }
      assert.deepEqual(after, { at: 5, id: 5 })
      return { entries: [{ ...found[1], id: 3 } as AuditEntry] }
    },
  }

  const first = await admin.run(listAuditEvents, { keyPrefix: 'a' }, { audit })
  const second = await admin.run(listAuditEvents, { keyPrefix: 'a', cursor: first.nextCursor ?? '' }, { audit })

  assert.equal(first.searchedTo, '1970-01-01T00:00:00.005Z')
  assert.deepEqual([second.searchedTo, second.nextCursor], [undefined, null])
  assert.deepEqual(
    [first, second].flatMap(({ events }) => events.map(({ id }) => id)),
    [9, 3],
  )
})

test('an event is shown with the names for its ids, and an event of another account is not found', async () => {
  const { audit, accountId, tokens, credentials } = admin.dependencies
  await tokens.insert(sampleToken({ accountId, id: 'tok_1', name: 'app' }))
  await credentials.insert(sampleCredential({ accountId, id: 'cred_1', name: 'main' }))
  const mine = sampleAuditEvent({ accountId, tokenId: 'tok_1', credentialId: 'cred_1', key: 'a"<b>.txt' })
  const { accountId: _, ...anonymous } = sampleAuditEvent({ outcome: 'denied' })
  await audit.append([[mine], [sampleAuditEvent({ accountId: 'acc_other' })], [anonymous]])

  const shown = await admin.run(showAuditEvent, { id: 1 })

  assert.deepEqual([shown.tokenName, shown.credentialName, shown.key], ['app', 'main', 'a"<b>.txt'])
  assert.equal((await admin.run(showAuditEvent, { id: 3 })).accountId, null)
  for (const [id, reach] of [
    [2, 'installation'],
    [3, 'account'],
    [4, 'installation'],
  ] as const) {
    const { code } = await beRefusedBy(admin.run(showAuditEvent, { id }, { reach }))
    assert.equal(code, 'audit_event_not_found')
  }
})
