import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential, sampleUpload } from '../../test/samples/samples.ts'
import { removeCredential } from './remove-credential.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('a credential is removed, and the result says if no default is left', async () => {
  const { credentials, uploads, accountId } = admin.dependencies
  const add = (name: string, fields = {}) =>
    credentials.insert(sampleCredential({ accountId, name, id: name, ...fields }))
  await add('main', { isDefault: true })
  await add('other')
  await add('sandbox', { isSandbox: true })
  await uploads.insert(sampleUpload({ accountId, credentialId: 'main' }))

  const main = await admin.run(removeCredential, { name: 'main' })
  const other = await admin.run(removeCredential, { name: 'other' })

  assert.deepEqual(main, { id: 'main', name: 'main', removed: true, leavesNoDefault: true, openUploads: 1 })
  assert.deepEqual(other, { id: 'other', name: 'other', removed: true, leavesNoDefault: false, openUploads: 0 })
  assert.deepEqual(
    (await credentials.list(accountId)).map(({ name }) => name),
    ['sandbox'],
  )
  assert.equal((await beRefusedBy(admin.run(removeCredential, { name: 'main' }))).code, 'credential_not_found')
})

test('removing the last credential is not reported as leaving no default', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId, name: 'main', isDefault: true }))

  assert.equal((await admin.run(removeCredential, { name: 'main' })).leavesNoDefault, false)
})
