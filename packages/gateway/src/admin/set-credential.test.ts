import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleCredential } from '../../test/samples/samples.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { addCredential } from './add-credential.ts'
import { setCredential } from './set-credential.ts'
import { showCredential } from './show-credential.ts'

const { secretAccessKey } = sampleSecrets

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
  await admin.run(addCredential, { name: 'main', ...sampleStore, secretAccessKey, bucketPatterns: ['logs-*'] })
  admin.probed.length = 0
})
afterEach(() => admin.close())

const show = (name = 'main') => admin.run(showCredential, { name })

test('named fields change, the rest stays, and the secret can still be opened', async () => {
  const { credentials, accountId, ring } = admin.dependencies
  const before = await show()
  const edit = { region: 'us-east-1', endpoint: 'https://new.store.invalid', publicEndpoint: 'https://files.invalid' }

  const { changes, check } = await admin.run(setCredential, { name: 'main', ...edit, isDefault: true })

  const after = await show()
  assert.deepEqual(after, { ...before, ...edit, isDefault: true })
  assert.deepEqual(
    new Map(changes.map(({ field, from, to }) => [field, [from, to]])),
    new Map<string, unknown[]>([
      ['region', [sampleStore.region, 'us-east-1']],
      ['endpoint', [sampleStore.endpoint, edit.endpoint]],
      ['publicEndpoint', [null, edit.publicEndpoint]],
      ['isDefault', [false, true]],
    ]),
  )
  assert.equal(check, 'good')
  const stored = await credentials.findByName(accountId, 'main')
  assert.equal(openCredentialSecret(stored ?? assert.fail(), ring).secretAccessKey.reveal(), secretAccessKey.reveal())
  const [event] = await admin.dependencies.administration.list({ order: 'newest', limit: 1 })
  assert.deepEqual([event?.act, event?.changes], ['set_credential', changes])
})

test('the store is asked only if the edit concerns the store; if it refuses, nothing changes', async () => {
  admin.report = { status: 'refused', explanation: 'S3 refuses it.' }
  const before = await show()
  await admin.run(setCredential, { name: 'main', bucketPatterns: ['my-bucket'], actions: ['upload'] })
  assert.deepEqual(admin.probed, [])

  const refused = await beRefusedBy(admin.run(setCredential, { name: 'main', region: 'us-east-1' }))
  assert.match(refused.message, /^Nothing was stored\. S3 refuses it\. \(`unchecked`/)
  assert.equal((await show()).region, before.region)
  await admin.run(setCredential, { name: 'main', region: 'us-east-1', unchecked: true })
  assert.equal((await show()).region, 'us-east-1')
  assert.deepEqual(admin.probed, ['my-bucket'])
})

test('fields are removed', async () => {
  await admin.run(setCredential, { name: 'main', actions: ['upload'], addressing: 'path' })
  const remove = ['actions', 'addressing', 'bucketPatterns', 'endpoint'] as const
  const { changes } = await admin.run(setCredential, { name: 'main', remove: [...remove] })

  const shown = await show()
  assert.deepEqual(
    [shown.actions, shown.addressing, shown.bucketPatterns, shown.endpoint, shown.preset],
    [undefined, undefined, [], undefined, 'aws'],
  )
  assert.deepEqual(changes.map(({ field }) => field).sort(), [
    'actions',
    'addressing',
    'bucketPatterns',
    'endpoint',
    'preset',
  ])
})

test('an endpoint that was derived from the region follows a new region; a new endpoint determines the preset', async () => {
  const b2 = { region: 'eu-central-003', preset: 'b2', accessKeyId: '0012345', secretAccessKey } as const
  await admin.run(addCredential, { name: 'b2', ...b2 })

  await admin.run(setCredential, { name: 'b2', region: 'us-west-004' })
  assert.equal((await show('b2')).endpoint, 'https://s3.us-west-004.backblazeb2.com')
  await admin.run(setCredential, { name: 'b2', region: 'fra1', endpoint: 'https://fra1.digitaloceanspaces.com' })
  assert.equal((await show('b2')).preset, 'spaces')
})

test('invalid edits are refused, and so is any edit of the sandbox', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId, isSandbox: true, name: 'sandbox' }))
  const refuse = async (input: Parameters<typeof setCredential.run>[0]) => {
    const { code, message } = await beRefusedBy(admin.run(setCredential, input))
    return `${code}: ${message}`
  }

  assert.match(await refuse({ name: 'main' }), /^invalid_request: The input changes nothing/)
  assert.match(await refuse({ name: 'none', region: 'x' }), /^credential_not_found/)
  assert.match(await refuse({ name: 'sandbox', isDefault: false }), /^not_changeable/)
  assert.match(
    await refuse({ name: 'main', endpoint: 'http://10.0.0.5' }),
    /^invalid_request: `endpoint` has a private/,
  )
  assert.match(
    await refuse({ name: 'main', preset: 'b2', endpoint: 'https://fra1.digitaloceanspaces.com' }),
    /^invalid_request: `endpoint` must be an endpoint of/,
  )
})
