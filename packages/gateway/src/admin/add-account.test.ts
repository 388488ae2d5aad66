import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { addAccount } from './add-account.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('an account is created once', async () => {
  const account = await admin.run(addAccount, { name: 'acme' })

  assert.deepEqual(account, { id: 'acc_1', name: 'acme', createdAt: sampleTime, isNew: true })
  const { isNew: _, ...stored } = account
  assert.deepEqual(await admin.dependencies.accounts.findByName('acme'), stored)
  assert.deepEqual(await beRefusedBy(admin.run(addAccount, { name: 'acme' })), {
    code: 'name_taken',
    message: 'There is an account acme already.',
  })
})

for (const name of ['', '-a', '.a', 'a b', 'a/b', 'ä', 'a'.repeat(65), 'a\n']) {
  test(`${JSON.stringify(name)} is not a valid name`, async () => {
    const { code, message } = await beRefusedBy(admin.run(addAccount, { name }))

    assert.equal(code, 'invalid_request')
    assert.match(
      message,
      /^`name` (?:(?:is empty|(?:begins|ends) with a [a-z ]+): it )?must be 1 to 64 letters, digits, dots, hyphens or underscores/,
    )
  })
}
