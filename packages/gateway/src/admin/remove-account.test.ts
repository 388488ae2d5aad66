import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleCredential, sampleToken, sampleUpload } from '../../test/samples/samples.ts'
import { removeAccount } from './remove-account.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('an account is removed with everything that it owns', async () => {
  const { accounts, credentials, tokens, uploads } = admin.dependencies
  const { id: accountId } = await accounts.ensure(sampleAccount({ name: 'leaving' }))
  await credentials.insert(sampleCredential({ accountId }))
  await tokens.insert(sampleToken({ accountId }))
  await uploads.insert(sampleUpload({ accountId }))

  const removed = await admin.run(removeAccount, { name: 'leaving' })

  assert.deepEqual(removed, {
    id: accountId,
    name: 'leaving',
    removed: true,
    credentials: 1,
    tokens: 1,
    openUploads: 1,
  })
  assert.equal(await accounts.findByName('leaving'), undefined)
  assert.deepEqual([await credentials.list(accountId), await tokens.count(accountId)], [[], 0])
  assert.equal((await beRefusedBy(admin.run(removeAccount, { name: 'leaving' }))).code, 'account_not_found')
})

test('the default account cannot be removed', async () => {
  assert.deepEqual(await beRefusedBy(admin.run(removeAccount, { name: 'default' })), {
    code: 'not_changeable',
    message: 'The default account cannot be removed.',
  })
  assert.ok(await admin.dependencies.accounts.findByName('default'))
})
