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
import type { FetchKeys, KeyRequest } from '../vault/fetch-keys.ts'
import { addCredential } from './add-credential.ts'
import { listCredentials } from './list-credentials.ts'
import { removeCredential } from './remove-credential.ts'
import { rotateCredential } from './rotate-credential.ts'
import { testCredential } from './test-credential.ts'

const hourMs = 3_600_000
const { secretAccessKey, sessionToken } = sampleSecrets
const store = { region: 'eu-central-1', endpoint: sampleStore.endpoint }
const roleArn = 'arn:aws:iam::123456789012:role/signpost'
const assume = `assume-role:${roleArn}`

let admin: SampleAdministration
let asked: KeyRequest[] = []
const fetchKeys: FetchKeys = async (request) => {
  asked.push(request)
  return { accessKeyId: 'ASIASOURCE', secret: { secretAccessKey, sessionToken }, expiresAt: sampleTime + hourMs }
}
beforeEach(async () => {
  admin = await createAdministration()
  asked = []
})
afterEach(() => admin.close())

for (const { from, fields, source } of [
  { from: 'instance', fields: {}, source: { from: 'instance' } },
  { from: 'container', fields: {}, source: { from: 'container' } },
  { from: 'web-identity', fields: { sessionSeconds: 7200 }, source: { from: 'web-identity', sessionSeconds: 7200 } },
  { from: 'profile', fields: {}, source: { from: 'profile' } },
  { from: 'profile', fields: { profile: 'my sso' }, source: { from: 'profile', profile: 'my sso' } },
]) {
  test(`from ${Object.values(source).join(' ')}: the first keys are fetched, sealed and stored with their source`, async () => {
    const added = await add({ from, ...fields })

    assert.equal(added.renewsAt, sampleTime + hourMs / 2)
    const stored = await read('new')
    assert.deepEqual(stored.source, source)
    assert.deepEqual(stored.renewal, { dueAt: sampleTime + hourMs / 2 })
    assert.deepEqual([stored.accessKeyId, stored.expiresAt], ['ASIASOURCE', sampleTime + hourMs])
    const opened = openCredentialSecret(stored, admin.dependencies.ring)
    assert.deepEqual(opened, { secretAccessKey, sessionToken })
    assert.deepEqual(asked, [{ source, region: 'eu-central-1', sessionName: 'signpost-cred_1', base: undefined }])
  })
}

test('a role is assumed by another credential, which cannot be removed while the role uses it', async () => {
  await addKeys('base')
  await add({ from: assume, source: 'base', externalId: 'tenant-7' })

  assert.deepEqual(asked[0]?.base, { accessKeyId: sampleStore.accessKeyId, secret: { secretAccessKey } })
  const { id } = await read('base')
  assert.deepEqual((await read('new')).source, {
    from: 'assume-role',
    roleArn,
    credentialId: id,
    externalId: 'tenant-7',
  })
  const refused = await beRefusedBy(admin.run(removeCredential, { name: 'base' }))
  assert.deepEqual(refused, {
    code: 'not_changeable',
    message: 'The credential base assumes the role of new: remove new first.',
  })
  await admin.run(removeCredential, { name: 'new' })
  await admin.run(removeCredential, { name: 'base' })
})

for (const { what, fields, says } of [
  {
    what: 'neither keys nor a source',
    fields: {},
    says: /^`accessKeyId` is required, with its secret; or `from`[^\n]*$/,
  },
  {
    what: 'keys and a source',
    fields: { from: 'instance', ...sampleStore, ...sampleSecrets },
    says: /`accessKeyId` must be absent/,
  },
  { what: 'an unknown source', fields: { from: 'ec2' }, says: /`from` must be instance, container/ },
  { what: 'a role without its ARN', fields: { from: 'assume-role', source: 'base' }, says: /`from` must be/ },
  {
    what: 'a user’s ARN',
    fields: { from: 'assume-role:arn:aws:iam::1:user/u', source: 'base' },
    says: /ARN of a role/,
  },
  {
    what: 'a role without a credential that assumes it',
    fields: { from: assume },
    says: /`source` is required: the stored credential/,
  },
  {
    what: 'a role that assumes itself',
    fields: { from: assume, source: 'new' },
    says: /`source` must be another credential/,
  },
  { what: 'a role of the sandbox', fields: { from: assume, source: 'sandbox' }, says: /must not be the sandbox/ },
  {
    what: 'an external id for an instance',
    fields: { from: 'instance', externalId: 'id' },
    says: /`externalId` does not go with instance/,
  },
  {
    what: 'a profile for a role',
    fields: { from: assume, source: 'base', profile: 'p' },
    says: /`profile` does not go with assume-role/,
  },
  {
    what: 'a session length for an instance',
    fields: { from: 'instance', sessionSeconds: 900 },
    says: /`sessionSeconds` does not/,
  },
  {
    what: 'a profile with keys',
    fields: { ...sampleStore, secretAccessKey, profile: 'p' },
    says: /`profile` goes with `from`/,
  },
  { what: 'a session that is too short', fields: { from: assume, source: 'base', sessionSeconds: 60 }, says: /900/ },
]) {
  test(`${what} is refused, and no source is asked`, async () => {
    await addKeys('base')
    const { credentials, accountId } = admin.dependencies
    await credentials.insert(sampleCredential({ accountId, name: 'sandbox', isSandbox: true }))

    const { code, message } = await beRefusedBy(add(fields))

    assert.equal(code, 'invalid_request')
    assert.match(message, says)
    assert.deepEqual(asked, [])
  })
}

test('a source credential that does not exist, and a source that returns no keys', async () => {
  assert.equal((await beRefusedBy(add({ from: assume, source: 'nobody' }))).code, 'credential_not_found')
  const failing = async () => {
    throw new Error('Profile x could not be found')
  }

  const refused = await beRefusedBy(add({ from: 'profile', profile: 'x' }, { fetchKeys: failing }))

  const message = 'Nothing was stored: the AWS profile x returns no keys. Profile x could not be found.'
  assert.deepEqual(refused, { code: 'keys_unavailable', message })
  assert.equal(await admin.dependencies.credentials.findByName(admin.dependencies.accountId, 'new'), undefined)
})

for (const from of ['instance', 'container', 'web-identity', 'profile']) {
  test(`without the right to the machine’s own role, keys from ${from} are refused, and a role that the account’s credential assumes is accepted`, async () => {
    const { message } = await beRefusedBy(add({ from }, { allowMachineKeys: false }))
    assert.match(message, /only the owner of the installation/)
    assert.deepEqual(asked, [])
    await addKeys('base')
    await add({ from: assume, source: 'base' }, { allowMachineKeys: false })
  })
}

test('the keys of a credential with a source cannot be replaced by hand', async () => {
  await add({ from: 'profile', profile: 'p' })
  const keys = { name: 'new', accessKeyId: 'AKIA', secretAccessKey }
  const { code, message } = await beRefusedBy(admin.run(rotateCredential, keys))
  assert.equal(code, 'not_changeable')
  assert.match(message, /are renewed from the AWS profile p/)
})

test('the list and the test report the state of its renewals', async () => {
  await addKeys('base')
  await add({ from: assume, source: 'base', externalId: 'tenant-7' })
  const due = sampleTime + hourMs / 2
  const [, good] = await list()
  assert.deepEqual(good?.source, { from: 'assume-role', roleArn, externalId: 'tenant-7', credential: 'base' })
  const text = `It renews itself from the role ${roleArn}, next at 2026-01-02T03:34:05Z. Its keys expire at 2026-01-02T04:04:05Z.`
  assert.deepEqual(good?.renewal, { state: 'good', dueAt: due, text })
  assert.equal((await admin.run(testCredential, { name: 'new' })).renewal, text)
  assert.equal((await admin.run(testCredential, { name: 'base' })).renewal, undefined)

  const failure = { at: due, count: 3, reason: 'AccessDenied.' }
  assert.ok(await admin.renewals.replace(await read('new'), { dueAt: due + 15_000, failure }))
  const [, failing] = await list()
  assert.equal(failing?.renewal?.state, 'failing')
  assert.match(
    failing?.renewal?.text ?? '',
    /has failed 3 times in a row, last at 2026-01-02T03:34:05Z: AccessDenied\. Its keys expire/,
  )
  const late = { clock: () => sampleTime + 2 * hourMs }
  const [, ended] = (await admin.run(listCredentials, {}, late)).credentials
  assert.equal(ended?.renewal?.state, 'expired')
  assert.match((await admin.run(testCredential, { name: 'new' }, late)).renewal ?? '', /Its keys expired at/)
})

test('renewals are reported as late if no gateway performs them', async () => {
  await add({ from: 'instance' })
  const [listed] = (await admin.run(listCredentials, {}, { clock: () => sampleTime + hourMs / 2 + 61_000 })).credentials
  assert.equal(listed?.renewal?.state, 'late')
  assert.match(listed?.renewal?.text ?? '', /Is a gateway running on this database\?/)
})

function add(fields: object, overrides = {}) {
  return admin.run(addCredential, { name: 'new', ...store, ...fields }, { fetchKeys, ...overrides })
}

async function addKeys(name: string): Promise<void> {
  await admin.run(addCredential, { name, ...sampleStore, secretAccessKey })
}

async function list() {
  return (await admin.run(listCredentials, {})).credentials
}

async function read(name: string) {
  const { credentials, accountId } = admin.dependencies
  return (await credentials.findByName(accountId, name)) ?? assert.fail()
}
