import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAdministrationEvent } from '../../test/samples/samples.ts'
import {
  administrationFields,
  listAdministrationEvents,
  parseAdministrationFilter,
} from './list-administration-events.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('events of one account or of all are listed page by page, newest first, with every field', async () => {
  const { administration, accountId } = admin.dependencies
  const { accountId: _, ...ofInstallation } = sampleAdministrationEvent({ at: 3 })
  for (const event of [
    sampleAdministrationEvent({ at: 1, accountId }),
    sampleAdministrationEvent({ at: 2, accountId: 'acc_other' }),
    ofInstallation,
    sampleAdministrationEvent({ at: 4, accountId, target: { kind: 'token', id: 'tok_1', name: 'app' } }),
  ]) {
    await administration.record(event)
  }
  const list = async (input: Parameters<typeof listAdministrationEvents.run>[0]) => {
    const { events, nextCursor } = await admin.run(listAdministrationEvents, input)
    return [events.map(({ id }) => id), nextCursor]
  }

  assert.deepEqual(await list({}), [[4, 1], null])
  assert.deepEqual(await list({ everyAccount: true, limit: 3 }), [[4, 3, 2], '2.2'])
  assert.deepEqual(await list({ everyAccount: true, limit: 3, cursor: '2.2' }), [[1], null])
  assert.deepEqual(await list({ targetId: 'tok_1' }), [[4], null])
  const { events } = await admin.run(listAdministrationEvents, { since: 4 })
  assert.deepEqual(Object.keys(events[0] ?? {}), administrationFields)
  assert.equal(events[0]?.at, '1970-01-01T00:00:00.004Z')
})

test('a token in place of an id is refused, and the message does not repeat it', async () => {
  const { message } = await beRefusedBy(
    (async () => parseAdministrationFilter({ targetId: 'at_secret' }, admin.dependencies))(),
  )

  assert.match(message, /must be the id of an account, a credential or a token/)
  assert.ok(!message.includes('at_secret'))
})
