import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent, sampleCredential, sampleTime, sampleToken } from '../../test/samples/samples.ts'
import type { Finding } from '../core/examination.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addCredential } from './add-credential.ts'
import { createToken } from './create-token.ts'
import { showOverview } from './show-overview.ts'

const dayMs = 24 * 3_600_000
let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

async function listStates(): Promise<string[]> {
  const { steps } = await admin.run(showOverview, {})
  return steps.map(({ step, state }) => `${step} ${state}`)
}

async function addStore(fields: Partial<Parameters<typeof addCredential.run>[0]> = {}) {
  const { secretAccessKey } = sampleSecrets
  return admin.run(addCredential, {
    ...{
      name: 'main',
      ...sampleStore,
      secretAccessKey,
      bucketPatterns: ['my-bucket'],
      isDefault: true,
      unchecked: true,
    },
    ...fields,
  })
}

async function remember(findings: readonly Finding[], at = sampleTime): Promise<void> {
  const { credentials, accountId } = admin.dependencies
  const credential = await credentials.findByName(accountId, 'main')
  assert.ok(credential !== undefined)
  await credentials.keepExamination(credential, { at, bucket: 'my-bucket', state: 'good', findings })
}

function sign(credentialId: string): Promise<unknown> {
  const { audit, accountId } = admin.dependencies
  return audit.append([[sampleAuditEvent({ at: sampleTime, accountId, action: 'upload', credentialId })]])
}

/** The records that the first run creates. */
async function addSandbox(): Promise<void> {
  const { credentials, tokens, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ id: 'cred_sandbox', accountId, name: 'sandbox', isSandbox: true }))
  await tokens.insert(sampleToken({ accountId, credentialId: 'cred_sandbox' }))
  await sign('cred_sandbox')
}

test('with only the sandbox, every step is still to do', async () => {
  await addSandbox()

  const { steps, isSetUp, attention, counts } = await admin.run(showOverview, {})

  assert.deepEqual(
    steps.map(({ step, state }) => [step, state]),
    ['credential', 'bucket', 'cors', 'token', 'upload'].map((step) => [step, 'todo']),
  )
  assert.deepEqual([isSetUp, attention, counts], [false, [], { credentials: 0, tokens: 1, openUploads: 0 }])
})

test('a step is done once its subject exists', async () => {
  await addSandbox()
  const { id } = await addStore()
  assert.deepEqual((await listStates())[0], 'credential done')
  const { steps } = await admin.run(showOverview, {})
  assert.deepEqual([steps[1]?.credential, steps[1]?.bucket, steps[1]?.act], ['main', 'my-bucket', 'examine_credential'])

  await remember([
    { check: 'bucket', state: 'good', message: 'The bucket my-bucket is there.' },
    { check: 'cors', state: 'good', message: 'Pages may.' },
  ])
  assert.deepEqual((await listStates()).slice(1), ['bucket done', 'cors done', 'token todo', 'upload todo'])
  await admin.run(createToken, { name: 'app' })
  assert.deepEqual((await listStates()).slice(3), ['token done', 'upload todo'])
  await sign(id)
  assert.deepEqual((await listStates())[4], 'upload done')
  assert.equal((await admin.run(showOverview, {})).isSetUp, true)
})

test('a bad finding is shown as a problem with what to do about it', async () => {
  await addStore()
  await remember([
    { check: 'bucket', state: 'bad', message: 'There is no bucket.', cure: 'Make it.' },
    { check: 'cors', state: 'unknown', message: 'It could not be asked.' },
  ])

  const { steps } = await admin.run(showOverview, {})

  assert.deepEqual([steps[1]?.state, steps[1]?.cure, steps[1]?.askedAt], ['problem', 'Make it.', sampleTime])
  assert.equal(steps[2]?.state, 'todo')
})

test('credentials that need attention are listed with the reason, the worst first', async () => {
  await addStore({ name: 'old', ...sampleSecrets, expiresAt: sampleTime + dayMs })
  await addStore({ preset: 'minio' })
  await remember([{ check: 'keys', state: 'bad', message: 'S3 refuses the keys: InvalidAccessKeyId.' }])

  const reasons = async (clock = sampleTime) => {
    const { attention } = await admin.run(showOverview, {}, { clock: () => clock })
    return attention.map(({ name, reason, state }) => `${name} ${reason} ${state}`)
  }

  assert.deepEqual(await reasons(), [
    'main keys_refused bad',
    'main store_open bad',
    'old keys_expire warning',
    'old guard_unknown warning',
    'old not_examined warning',
  ])
  const later = await reasons(sampleTime + 31 * dayMs)
  assert.ok(later.includes('old keys_expired bad') && later.includes('main examined_long_ago warning'), later.join())
  const { attention } = await admin.run(showOverview, {}, { ring: createKeyRing(Buffer.alloc(32, 2)) })
  assert.equal(attention[0]?.reason, 'secret_unreadable')
})

test('a token that ends within a week is listed, and one that has ended is not', async () => {
  await admin.run(createToken, { name: 'soon', expiresAt: sampleTime + 6 * dayMs })
  await admin.run(createToken, { name: 'later', expiresAt: sampleTime + 8 * dayMs })
  await admin.run(createToken, { name: 'endless' })

  const { attention } = await admin.run(showOverview, {})

  assert.deepEqual(
    attention.map(({ name, reason, at }) => [name, reason, at]),
    [['soon', 'token_expires', sampleTime + 6 * dayMs]],
  )
  const after = await admin.run(showOverview, {}, { clock: () => sampleTime + 7 * dayMs })
  assert.deepEqual(
    after.attention.map(({ name }) => name),
    ['later'],
  )
})
