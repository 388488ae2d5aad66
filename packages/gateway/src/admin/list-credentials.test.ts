import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import { createLazyKeyRing } from '../vault/open-key-ring.ts'
import { addCredential } from './add-credential.ts'
import { listCredentials } from './list-credentials.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('credentials are listed without their secrets, and say whether these can be opened', async () => {
  const { credentials, accountId } = admin.dependencies
  await admin.run(addCredential, { name: 'main', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  const sound = (await credentials.findByName(accountId, 'main')) ?? assert.fail()
  const { sealedSecret } = sound
  await credentials.insert(sampleCredential({ accountId, name: 'moved', sealedSecret, createdAt: sound.createdAt + 1 }))
  await credentials.insert(
    sampleCredential({ accountId, name: 'cut', sealedSecret: 'x', createdAt: sound.createdAt + 2 }),
  )

  const page = await admin.run(listCredentials, {})

  assert.deepEqual(
    page.credentials.map(({ name, secret, secretProblem }) => [name, secret, secretProblem === undefined]),
    [
      ['main', 'good', true],
      ['moved', 'tampered', false],
      ['cut', 'malformed', false],
    ],
  )
  const { sealedSecret: _, accountId: __, ...shown } = sound
  assert.deepEqual(page.credentials[0], { ...shown, secret: 'good' })
})

test('the list is available even when the master key is not', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId }))
  const ring = createLazyKeyRing(() => {
    throw new Error('The KMS is away')
  })

  const [credential] = (await admin.run(listCredentials, {}, { ring })).credentials

  assert.equal(credential?.secret, 'unchecked')
  assert.equal(credential?.secretProblem, 'The secrets are not checked. The KMS is away')
})

test('credentials are listed page by page', async () => {
  const { credentials, accountId } = admin.dependencies
  for (const name of ['a', 'b', 'c']) await credentials.insert(sampleCredential({ accountId, name, id: name }))

  const first = await admin.run(listCredentials, { limit: 2 })
  const second = await admin.run(listCredentials, { limit: 2, cursor: first.nextCursor ?? '' })

  const names = [first, second].map((page) => page.credentials.map(({ name }) => name))
  assert.deepEqual([names, second.nextCursor], [[['a', 'b'], ['c']], null])
})
