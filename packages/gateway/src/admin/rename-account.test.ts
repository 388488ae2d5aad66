import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { addAccount } from './add-account.ts'
import { renameAccount } from './rename-account.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('an account is renamed and stays the same account; the default one and a taken name are refused', async () => {
  const { id } = await admin.run(addAccount, { name: 'acme' })
  await admin.run(addAccount, { name: 'other' })

  const renamed = await admin.run(renameAccount, { name: 'acme', newName: 'acme-2' })

  assert.deepEqual(renamed, { id, name: 'acme-2', changes: [{ field: 'name', from: 'acme', to: 'acme-2' }] })
  assert.equal((await admin.dependencies.accounts.findByName('acme-2'))?.id, id)
  const refuse = (name: string, newName: string) => beRefusedBy(admin.run(renameAccount, { name, newName }))
  assert.equal((await refuse('acme-2', 'other')).code, 'name_taken')
  assert.equal((await refuse('default', 'mine')).code, 'not_changeable')
  assert.equal((await refuse('acme', 'x')).code, 'account_not_found')
})

test('with `ifAbsent`, an account is created only if it does not exist', async () => {
  const first = await admin.run(addAccount, { name: 'acme', ifAbsent: true })
  const again = await admin.run(addAccount, { name: 'acme', ifAbsent: true })

  assert.deepEqual([first.isNew, again], [true, { ...first, isNew: false }])
})
