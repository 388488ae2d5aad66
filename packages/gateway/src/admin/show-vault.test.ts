import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import { toSecretVersion } from '../core/sealed-text.ts'
import { addCredential } from './add-credential.ts'
import { showVault } from './show-vault.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('the vault is shown with its keys, and with the secrets that cannot be opened', async () => {
  const { credentials, accountId, ring } = admin.dependencies
  await admin.run(addCredential, { name: 'main', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  await credentials.insert(sampleCredential({ accountId, name: 'cut', id: 'cred_cut', sealedSecret: 'x' }))

  const { source, keys, problems, lostSecondFactors } = await admin.run(showVault, {})

  assert.equal(source, 'file')
  assert.deepEqual(keys, [
    { keyId: ring.current.id, role: 'current', records: 1, secondFactors: 0, isOfInstallation: true },
  ])
  assert.deepEqual(lostSecondFactors, [])
  assert.equal(problems.length, 1)
  const { message, ...problem } = problems[0] ?? assert.fail()
  assert.deepEqual(problem, {
    credentialId: 'cred_cut',
    name: 'cut',
    account: 'default',
    code: 'malformed',
    renewsItself: false,
  })
  assert.match(message, /^The secret of the credential cred_cut does not open/)
})

test('a second factor is lost if any part of it cannot be opened, and keeps its key in use', async () => {
  const { administrators, ring } = admin.dependencies
  const [own, foreign] = [ring.current.id, 'f'.repeat(16)].map((id) => `$ba$${toSecretVersion(id)}$x`)
  assert.ok(own !== undefined && foreign !== undefined)
  const factors = [
    { id: 'otp_1', email: 'a@example.com', secret: own, backupCodes: own },
    { id: 'otp_2', email: 'b@example.com', secret: own, backupCodes: foreign },
    { id: 'otp_3', email: 'c@example.com', secret: 'x', backupCodes: own },
  ]
  const stub = { ...administrators, listSecondFactors: async () => factors }

  const { keys, lostSecondFactors } = await admin.run(showVault, {}, { administrators: stub })

  assert.deepEqual([keys[0]?.secondFactors, lostSecondFactors], [3, ['b@example.com', 'c@example.com']])
})
