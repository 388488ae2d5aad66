import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addCredential } from './add-credential.ts'
import { testCredential } from './test-credential.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('S3 is asked about the bucket that is given, else about the credential’s own, else about none', async () => {
  await add('patterned', ['logs-*', 'my-bucket'])
  await add('plain', [])
  admin.report = { status: 'refused', explanation: 'S3 refuses it.' }

  const report = await admin.run(testCredential, { name: 'patterned', bucket: 'other-bucket' })
  for (const name of ['patterned', 'plain']) await admin.run(testCredential, { name })

  assert.deepEqual(report, { name: 'patterned', ...admin.report })
  assert.deepEqual(admin.probed, ['other-bucket', 'my-bucket', undefined])
})

test('what is wrong before S3 is asked is an error', async () => {
  await add('main', [])
  const bucket = await beRefusedBy(admin.run(testCredential, { name: 'main', bucket: '../x' }))
  const missing = await beRefusedBy(admin.run(testCredential, { name: 'nobody' }))
  const ring = createKeyRing(Buffer.alloc(32, 2))
  const sealed = await beRefusedBy(admin.run(testCredential, { name: 'main' }, { ring }))

  assert.deepEqual(
    [bucket.code, missing.code, sealed.code],
    ['invalid_request', 'credential_not_found', 'secret_unreadable'],
  )
  assert.match(bucket.message, /^`bucket` /)
  assert.match(sealed.message, /^The secret of the credential cred_1 does not open\. .* needs the master key/)
  assert.deepEqual(admin.probed, [])
})

async function add(name: string, bucketPatterns: string[]): Promise<void> {
  const { secretAccessKey } = sampleSecrets
  await admin.run(addCredential, { name, ...sampleStore, secretAccessKey, bucketPatterns })
  // Of the endpoint, which is not known.
  admin.probed.length = 0
}
