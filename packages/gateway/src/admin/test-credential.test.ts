import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addCredential } from './add-credential.ts'
import { listCredentials } from './list-credentials.ts'
import { setCredential } from './set-credential.ts'
import { testCredential } from './test-credential.ts'
import { testStore } from './test-store.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('S3 is asked about the bucket in the input, otherwise about the credential’s own bucket, otherwise about none', async () => {
  await add('patterned', ['logs-*', 'my-bucket'])
  await add('plain', [])
  admin.report = { status: 'refused', explanation: 'S3 refuses it.' }
  admin.probed.length = 0

  const report = await admin.run(testCredential, { name: 'patterned', bucket: 'other-bucket' })
  for (const name of ['patterned', 'plain']) await admin.run(testCredential, { name })

  assert.deepEqual(report, { name: 'patterned', ...admin.report })
  assert.deepEqual(admin.probed, ['other-bucket', 'my-bucket', undefined])
})

test('a mistake in the input is an error', async () => {
  await add('main', [])
  const bucket = await beRefusedBy(admin.run(testCredential, { name: 'main', bucket: '../x' }))
  const missing = await beRefusedBy(admin.run(testCredential, { name: 'nobody' }))

  assert.deepEqual([bucket.code, missing.code], ['invalid_request', 'credential_not_found'])
  assert.match(bucket.message, /^`bucket` /)
  assert.deepEqual(admin.probed, [])
})

test('keys that sign nothing are reported, and S3 is not asked', async () => {
  await add('main', [])
  const temporary = { sessionToken: sampleSecrets.sessionToken, expiresAt: sampleTime + 1000 }
  await add('temporary', [], temporary)
  const ring = createKeyRing(Buffer.alloc(32, 2))
  const late = { clock: () => temporary.expiresAt }

  const sealed = await admin.run(testCredential, { name: 'main' }, { ring })
  const expired = await admin.run(testCredential, { name: 'temporary' }, late)

  assert.deepEqual([sealed.status, expired.status], ['secret_unreadable', 'keys_expired'])
  assert.match(sealed.explanation, /^The secret of the credential cred_1 does not open\. .* needs the master key/)
  assert.match(
    expired.explanation,
    /^Its keys expired at .*\. Store new keys with `signpost credential rotate temporary`/,
  )
  const place = { writeTo: 'my-bucket/test/' }
  const trials = [
    await admin.run(testStore, { name: 'main', ...place }, { ring }),
    await admin.run(testStore, { name: 'temporary', ...place }, late),
  ]
  assert.deepEqual(
    trials.map(({ problem }) => problem),
    [
      'its secret does not open; `signpost credential test main` says more',
      'its keys have expired; `signpost credential test temporary` says more',
    ],
  )
  assert.deepEqual(admin.probed, [])
})

test('the guard that the store reports is stored and shown; if it reports none, the known guard is shown', async () => {
  const { credentials, accountId } = admin.dependencies
  await add('main', [])
  assert.equal((await admin.run(testCredential, { name: 'main' })).guard, undefined)

  admin.report = { status: 'good', explanation: 'S3 knows the keys.', guard: 'signed-away' }
  assert.equal((await admin.run(testCredential, { name: 'main' })).guard, 'signed-away')
  const kept = { kind: 'signed-away', askedAt: sampleTime }
  assert.deepEqual((await credentials.findByName(accountId, 'main'))?.guard, kept)

  admin.report = { status: 'unknown', explanation: 'S3 is away.' }
  assert.equal((await admin.run(testCredential, { name: 'main' })).guard, 'signed-away')
  const { credentials: listed } = await admin.run(listCredentials, {})
  assert.deepEqual(
    listed.map(({ guard, guardAskedAt, acceptsOpenStore }) => [guard, guardAskedAt, acceptsOpenStore]),
    [['signed-away', sampleTime, undefined]],
  )
})

test('an open store is accepted for one credential', async () => {
  const { credentials, accountId } = admin.dependencies
  admin.report = { status: 'good', explanation: 'S3 knows the keys.', guard: 'open' }
  await add('main', [])

  await admin.run(setCredential, { name: 'main', acceptsOpenStore: true })

  const { guard, acceptsOpenStore } = (await credentials.findByName(accountId, 'main')) ?? {}
  assert.deepEqual([guard?.kind, acceptsOpenStore], ['open', true])
  assert.equal(
    (await beRefusedBy(admin.run(setCredential, { name: 'nobody', acceptsOpenStore: true }))).code,
    'credential_not_found',
  )
})

async function add(name: string, bucketPatterns: string[], more: object = {}): Promise<void> {
  const { secretAccessKey } = sampleSecrets
  await admin.run(addCredential, { name, ...sampleStore, secretAccessKey, bucketPatterns, ...more })
  // Adding the credential has probed its store already.
  admin.probed.length = 0
}
