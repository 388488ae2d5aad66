import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential, sampleTime } from '../../test/samples/samples.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { addCredential } from './add-credential.ts'
import { rotateCredential } from './rotate-credential.ts'

const { secretAccessKey, sessionToken } = sampleSecrets
const input = { name: 'main', accessKeyId: 'AKIDNEW', secretAccessKey }

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('the keys are replaced, and nothing else changes', async () => {
  await add({ bucketPatterns: ['logs-*', 'my-bucket'], publicEndpoint: 'https://files.example.com' })
  const before = await read()
  admin.report = { status: 'unknown', explanation: 'S3 is away.' }

  const rotated = await admin.run(rotateCredential, { ...input, unchecked: true })

  const { id, name, accessKeyId } = { ...before, accessKeyId: 'AKIDNEW' }
  assert.deepEqual(rotated, { id, name, accessKeyId, check: 'unknown', explanation: 'S3 is away.' })
  assert.deepEqual(admin.probed, ['my-bucket'], 'the probe asks for the credential’s own bucket')
  const after = await read()
  assert.deepEqual({ ...after, sealedSecret: '' }, { ...before, accessKeyId: 'AKIDNEW', sealedSecret: '' })
  assert.notEqual(after.sealedSecret, before.sealedSecret)
  openCredentialSecret(after, admin.dependencies.ring)
})

test('the guard that the store reports to the new keys is stored', async () => {
  await add()
  admin.report = { status: 'good', explanation: 'S3 knows the keys.', guard: 'signed-away' }

  await admin.run(rotateCredential, input)

  assert.deepEqual((await read()).guard, { kind: 'signed-away', askedAt: sampleTime })
})

test('temporary keys set an end, and lasting keys remove it', async () => {
  await add()
  const expiresAt = sampleTime + 1
  await admin.run(rotateCredential, { ...input, sessionToken, expiresAt })
  assert.equal((await read()).expiresAt, expiresAt)

  await admin.run(rotateCredential, input)

  assert.ok(!('expiresAt' in (await read())))
})

test('keys that S3 could not check change nothing, unless `unchecked` is set', async () => {
  await add()
  const before = await read()
  admin.report = { status: 'unknown', explanation: 'S3 is away.' }

  const refused = await beRefusedBy(admin.run(rotateCredential, input))

  assert.equal(refused.code, 'credential_unchecked')
  assert.match(refused.message, /^Nothing was changed\. S3 is away\. /)
  assert.deepEqual(await read(), before)
  for (const consent of [{ unchecked: true }, { force: true }]) {
    assert.equal((await admin.run(rotateCredential, { ...input, ...consent })).check, 'unknown')
  }
})

test('keys that S3 refuses change nothing, unless `force` is set', async () => {
  await add()
  const before = await read()
  admin.report = { status: 'refused', explanation: 'S3 refuses it: InvalidAccessKeyId.' }

  const { code, message } = await beRefusedBy(admin.run(rotateCredential, input))

  assert.equal(code, 'credential_refused')
  assert.match(
    message,
    /^Nothing was changed\. S3 refuses it: InvalidAccessKeyId\. \(`force` replaces the keys anyway\.\)$/,
  )
  assert.deepEqual(await read(), before)
  assert.equal((await admin.run(rotateCredential, { ...input, force: true })).check, 'refused')
  assert.equal((await read()).accessKeyId, 'AKIDNEW')
})

test('a change made while S3 is asked is not undone', async () => {
  await add()
  const { credentials, accountId } = admin.dependencies
  const probe = async () => {
    await credentials.insert(sampleCredential({ accountId, isDefault: true }))
    return admin.report
  }
  await admin.run(rotateCredential, input, { probe })
  assert.equal((await read()).isDefault, false, 'another one is the default now')

  const remove = async () => {
    await credentials.remove(accountId, 'main')
    return admin.report
  }
  assert.equal((await beRefusedBy(admin.run(rotateCredential, input, { probe: remove }))).code, 'credential_not_found')
})

test('the sandbox’s keys cannot be changed, and neither can those of a missing credential', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId, isSandbox: true, name: 'sandbox' }))

  const sandbox = await beRefusedBy(admin.run(rotateCredential, { ...input, name: 'sandbox' }))
  const missing = await beRefusedBy(admin.run(rotateCredential, input))

  assert.deepEqual([sandbox.code, missing.code], ['not_changeable', 'credential_not_found'])
  assert.deepEqual(admin.probed, [])
})

async function add(fields = {}): Promise<void> {
  await admin.run(addCredential, { name: 'main', ...sampleStore, secretAccessKey, ...fields })
  // Adding the credential has probed its store already.
  admin.probed.length = 0
}

async function read() {
  const { credentials, accountId } = admin.dependencies
  return (await credentials.findByName(accountId, 'main')) ?? assert.fail()
}
