import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import { renameCredential } from './rename-credential.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
  const { credentials, accountId } = admin.dependencies
  for (const name of ['main', 'other']) await credentials.insert(sampleCredential({ accountId, id: name, name }))
  await credentials.insert(sampleCredential({ accountId, name: 'sandbox', isSandbox: true }))
})
afterEach(() => admin.close())

test('a credential is renamed, and the event has the old and the new name', async () => {
  const { credentials, administration, accountId } = admin.dependencies

  const renamed = await admin.run(renameCredential, { name: 'main', newName: 'first' })

  const changes = [{ field: 'name', from: 'main', to: 'first' }]
  assert.deepEqual(renamed, { id: 'main', name: 'first', changes })
  assert.equal((await credentials.findByName(accountId, 'first'))?.id, 'main')
  assert.equal(await credentials.findByName(accountId, 'main'), undefined)
  const [event] = await administration.list({ order: 'newest', limit: 1 })
  assert.deepEqual([event?.act, event?.target.name, event?.changes], ['rename_credential', 'first', changes])
})

test('the name of another credential, or of the sandbox, is refused', async () => {
  const rename = (name: string, newName: string) => beRefusedBy(admin.run(renameCredential, { name, newName }))

  assert.equal((await rename('main', 'other')).code, 'name_taken')
  assert.match((await rename('main', 'sandbox')).message, /is the sandbox's/)
  assert.equal((await rename('sandbox', 'mine')).code, 'not_changeable')
  assert.equal((await rename('nobody', 'mine')).code, 'credential_not_found')
  assert.deepEqual((await admin.run(renameCredential, { name: 'main', newName: 'main' })).changes, [])
})
