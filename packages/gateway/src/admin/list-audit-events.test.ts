import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { listAuditEvents, parseAuditFilter } from './list-audit-events.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('events come page by page, newest first, with every field', async () => {
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

test('the cursor of another list is none of this one', async () => {
  const { message } = await beRefusedBy(admin.run(listAuditEvents, { cursor: '1.tok_1' }))

  assert.match(message, /cursor/)
})

test('filters narrow, and the events of nobody are asked for apart', async () => {
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

test('a filter is checked where it is used without the act, too', async () => {
  const { message } = await beRefusedBy((async () => parseAuditFilter({ tokenId: 'at_secret' }, 'acc_1'))())

  assert.match(message, /must be the id of a token/)
  assert.ok(!message.includes('at_secret'))
  assert.deepEqual(parseAuditFilter({ bucket: 'a', since: undefined }, 'acc_1'), { bucket: 'a', accountId: 'acc_1' })
})
