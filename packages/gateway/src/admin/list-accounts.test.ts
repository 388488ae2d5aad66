import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount } from '../../test/samples/samples.ts'
import { listAccounts } from './list-accounts.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('the accounts are listed page by page, oldest first', async () => {
  for (const createdAt of [3, 1, 2]) {
    await admin.dependencies.accounts.insert(sampleAccount({ name: `made-at-${createdAt}`, createdAt }))
  }

  const first = await admin.run(listAccounts, { limit: 3 })
  const second = await admin.run(listAccounts, { limit: 3, cursor: first.nextCursor ?? '' })

  const names = [first, second].map(({ accounts }) => accounts.map(({ name }) => name))
  assert.deepEqual(names, [['made-at-1', 'made-at-2', 'made-at-3'], ['default']])
  assert.equal(second.nextCursor, null)
})

test('an exactly full page without further rows is the last page', async () => {
  assert.equal((await admin.run(listAccounts, { limit: 1 })).nextCursor, null)
})

for (const [input, message] of [
  [{ limit: 0 }, '`limit` must be a whole number from 1 to 1000'],
  [{ limit: 1001 }, '`limit` must be a whole number from 1 to 1000'],
  [{ limit: 1.5 }, '`limit` must be a whole number from 1 to 1000'],
  [{ cursor: 'x' }, '`cursor` must be the cursor that the previous page returned'],
  [{ cursor: '1.a b' }, '`cursor` must be the cursor that the previous page returned'],
] as const) {
  test(`${JSON.stringify(input)} is refused`, async () => {
    assert.deepEqual(await beRefusedBy(admin.run(listAccounts, input)), { code: 'invalid_request', message })
  })
}
