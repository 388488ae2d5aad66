import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential, sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { showAccount } from './show-account.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('an account is shown with how much it owns', async () => {
  const { credentials, tokens, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId }))
  for (const revokedAt of [1, 2]) await tokens.insert(sampleToken({ accountId, revokedAt }))

  assert.deepEqual(await admin.run(showAccount, { name: 'default' }), {
    id: accountId,
    name: 'default',
    createdAt: sampleTime,
    credentials: 1,
    tokens: 2,
    openUploads: 0,
  })
})

test('the error for a missing account names it', async () => {
  assert.deepEqual(await beRefusedBy(admin.run(showAccount, { name: 'nobody' })), {
    code: 'account_not_found',
    message: 'There is no account nobody; `signpost account list` shows them.',
  })
})
