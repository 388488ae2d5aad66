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

const { secretAccessKey, sessionToken } = sampleSecrets
const input = { name: 'main', ...sampleStore, secretAccessKey }

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('a credential is sealed and stored; the first one without a bucket is the default', async () => {
  const { credentials, accountId, ring } = admin.dependencies
  const added = await admin.run(addCredential, input)

  const { endpoint } = sampleStore
  const shown = { id: 'cred_1', name: 'main', preset: 'other', endpoint, bucketPatterns: [], isDefault: true }
  assert.deepEqual(added, {
    ...shown,
    sharedPatterns: [],
    check: 'good',
    explanation: 'S3 knows the keys.',
    isNew: true,
  })
  const stored = await credentials.findByName(accountId, 'main')
  assert.ok(stored !== undefined)
  const { sealedSecret, ...rest } = stored
  assert.deepEqual(rest, {
    ...{ ...shown, ...sampleStore },
    accountId,
    signatureVersion: 'v4',
    isSandbox: false,
    createdAt: sampleTime,
  })
  assert.ok(!sealedSecret.includes(secretAccessKey.reveal()))
  const opened = openCredentialSecret(stored, ring)
  assert.deepEqual([opened.secretAccessKey.reveal(), opened.sessionToken], [secretAccessKey.reveal(), undefined])
})

test('the store is asked before the credential is stored, unless `unchecked` is set', async () => {
  const { credentials, accountId } = admin.dependencies
  const good = await admin.run(addCredential, { ...input, bucketPatterns: ['logs-*', 'my-bucket'] })
  admin.report = { status: 'unknown', explanation: 'It could not be checked.' }
  const unknown = await beRefusedBy(admin.run(addCredential, { ...input, name: 'unknown' }))
  admin.report = { status: 'refused', explanation: 'S3 refuses it.' }
  const refused = await beRefusedBy(admin.run(addCredential, { ...input, name: 'refused' }))
  const unchecked = await admin.run(addCredential, { ...input, name: 'unchecked', unchecked: true })

  assert.deepEqual([good.check, good.explanation], ['good', 'S3 knows the keys.'])
  assert.deepEqual([unknown.code, refused.code], ['credential_refused', 'credential_refused'])
  assert.match(
    unknown.message,
    /^Nothing was stored\. It could not be checked\. \(`unchecked` stores it without asking\.\)$/,
  )
  assert.deepEqual([unchecked.check, unchecked.explanation], ['unchecked', undefined])
  assert.deepEqual(admin.probed, ['my-bucket', undefined, undefined])
  assert.deepEqual(
    (await credentials.list(accountId)).map(({ name }) => name),
    ['main', 'unchecked'],
  )
})

test('with `ifAbsent`, a credential of that name is left unchanged, and the fields that differ are reported', async () => {
  const first = await admin.run(addCredential, { ...input, ifAbsent: true })
  const again = await admin.run(addCredential, { ...input, secretAccessKey: undefined, ifAbsent: true })
  const other = await admin.run(addCredential, { ...input, region: 'us-east-1', bucketPatterns: ['a'], ifAbsent: true })

  assert.deepEqual([first.isNew, again.isNew, other.isNew], [true, false, false])
  assert.deepEqual([again.id, again.differences], [first.id, undefined])
  assert.deepEqual(other.differences, ['region', 'bucketPatterns'])
  assert.equal((await admin.dependencies.credentials.list('acc_mine')).length, 1)
})

test('an endpoint that contains a bucket is not stored', async () => {
  const endpointProblem = 'must not contain a bucket: the store takes the last name of its host or path for one'
  admin.report = { status: 'refused', explanation: 'x', endpointProblem }

  const { code, message } = await beRefusedBy(admin.run(addCredential, input))

  assert.deepEqual([code, message], ['invalid_request', `\`endpoint\` ${endpointProblem}`])
  assert.deepEqual(await admin.dependencies.credentials.list('acc_mine'), [])
})

test('an endpoint of AWS itself is not stored, so that the host follows the region of the bucket', async () => {
  const { credentials, accountId } = admin.dependencies
  const endpoint = 'https://s3.eu-central-1.amazonaws.com'
  const added = await admin.run(addCredential, { ...input, endpoint, publicEndpoint: endpoint })

  assert.deepEqual([added.preset, added.endpoint, added.check], ['aws', null, 'good'])
  const stored = await credentials.findByName(accountId, 'main')
  assert.deepEqual([stored?.endpoint, stored?.publicEndpoint], [undefined, undefined])
})

for (const [addressing, endpoint] of [
  ['path', 'https://s3-accelerate.amazonaws.com'],
  ['path', 'https://s3.oss-cn-hangzhou.aliyuncs.com'],
  ['virtual', 'https://ref.supabase.co/storage/v1/s3'],
] as const) {
  test(`addressing that the host cannot serve is refused with the reason: ${addressing} style at ${endpoint}`, async () => {
    const region = endpoint.includes('oss') ? 'cn-hangzhou' : input.region
    const { message } = await beRefusedBy(admin.run(addCredential, { ...input, region, addressing, endpoint }))

    assert.match(message, /^`addressing` must be "(?:virtual|path)": /)
  })
}

test('a temporary credential is stored with its session token and its end', async () => {
  const { credentials, accountId, ring } = admin.dependencies
  const expiresAt = sampleTime + 60_000
  await admin.run(addCredential, { ...input, sessionToken, expiresAt })

  const stored = await credentials.findByName(accountId, 'main')
  assert.ok(stored !== undefined)
  assert.equal(stored.expiresAt, expiresAt)
  assert.equal(openCredentialSecret(stored, ring).sessionToken?.reveal(), sessionToken.reveal())
})

test('only one credential is the default: the first without a bucket, or the last that asks to be', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId, isSandbox: true, isDefault: true, name: 'sandbox' }))
  const add = async (name: string, fields = {}) =>
    (await admin.run(addCredential, { ...input, name, ...fields })).isDefault

  assert.equal(await add('patterned', { bucketPatterns: ['a'] }), false)
  assert.equal(await add('first'), true, 'the sandbox’s default counts for nothing')
  assert.equal(await add('second'), false)
  assert.equal(await add('third', { isDefault: true }), true)
  const defaults = (await credentials.list(accountId)).filter(({ isDefault }) => isDefault)
  assert.deepEqual(defaults.map(({ name }) => name).sort(), ['sandbox', 'third'])
})

test('a credential that is bound to actions is the default for these actions, beside the default for all', async () => {
  const add = (name: string, fields = {}) => admin.run(addCredential, { ...input, name, ...fields })

  assert.equal((await add('all')).isDefault, true)
  assert.equal((await add('uploads', { actions: ['upload'] })).isDefault, true)
  assert.equal((await add('more-uploads', { actions: ['upload', 'delete'] })).isDefault, false)
  for (const actions of [[], ['upload', 'upload'], ['write']]) {
    assert.equal((await beRefusedBy(add('bad', { actions }))).code, 'invalid_request')
  }
  await add('patterned', { bucketPatterns: ['a'] })
  const bound = await add('bound', { bucketPatterns: ['a'], actions: ['upload'] })
  assert.deepEqual(bound.sharedPatterns, [], 'it takes precedence over the credential that is not bound')
  const late = await add('late', { bucketPatterns: ['a'], actions: ['upload', 'list'] })
  assert.deepEqual(late.sharedPatterns, [{ pattern: 'a', credential: 'bound' }])
})

test('the store is asked how it guards uploads', async () => {
  const { credentials, accountId } = admin.dependencies
  admin.report = { status: 'good', explanation: 'S3 knows the keys.', guard: 'open' }
  const added = await admin.run(addCredential, { ...input, bucketPatterns: ['logs-*', 'my-bucket'] })
  const aws = await admin.run(addCredential, { ...input, name: 'aws', endpoint: undefined })

  assert.deepEqual([added.guard, aws.guard], ['open', 'open'])
  assert.deepEqual(admin.probed, ['my-bucket', undefined])
  const stored = await credentials.findByName(accountId, 'main')
  assert.deepEqual(stored?.guard, { kind: 'open', askedAt: sampleTime })
})

test('a pattern that an older credential has already is reported', async () => {
  await admin.run(addCredential, { ...input, name: 'old', bucketPatterns: ['logs-*', 'a'] })

  const { sharedPatterns } = await admin.run(addCredential, { ...input, bucketPatterns: ['b', 'logs-*'] })

  assert.deepEqual(sharedPatterns, [{ pattern: 'logs-*', credential: 'old' }])
})

test('a name can be used once, and the sandbox’s not at all', async () => {
  const { credentials, accountId } = admin.dependencies
  await credentials.insert(sampleCredential({ accountId, isSandbox: true, name: 'sandbox' }))
  await admin.run(addCredential, input)

  const taken = await beRefusedBy(admin.run(addCredential, input))
  const sandbox = await beRefusedBy(admin.run(addCredential, { ...input, name: 'sandbox' }))

  assert.deepEqual([taken.code, sandbox.code], ['name_taken', 'name_taken'])
  assert.match(taken.message, /^There is a credential main already; `signpost credential rotate` changes its keys\.$/)
  assert.match(sandbox.message, /^The name sandbox is the sandbox's/)
  assert.equal((await credentials.list(accountId)).length, 2)
})

for (const { name, fields, message } of [
  { name: 'a region with a slash', fields: { region: 'eu/central' }, message: /^`region` may only contain/ },
  { name: 'a region that AWS does not have', fields: { region: 'x', endpoint: undefined }, message: /region of AWS/ },
  {
    name: 'an endpoint with a path',
    fields: { endpoint: 'https://a.example/b' },
    message: /^`endpoint` must not contain a path/,
  },
  {
    name: 'a private endpoint',
    fields: { endpoint: 'http://10.0.0.5' },
    message: /^`endpoint` has a private.*SIGNPOST_ALLOW_PRIVATE/,
  },
  {
    name: 'a * in the middle',
    fields: { bucketPatterns: ['ok', 'a*b'] },
    message: /^`bucketPatterns\[1\]` must be the name of a bucket/,
  },
  {
    name: 'an access key ID with a space',
    fields: { accessKeyId: 'A B' },
    message: /^`accessKeyId` must have 1 to 128 ASCII/,
  },
  {
    name: 'a secret that is a plain string',
    fields: { secretAccessKey: 'plain' as never },
    message: /^`secretAccessKey` must be a secret text/,
  },
  { name: 'no secret', fields: { secretAccessKey: undefined as never }, message: /^`secretAccessKey` is required/ },
  {
    name: 'an unknown field',
    fields: { regoin: 'x' },
    message: /^`regoin` is not known; did you mean `region`\?/,
  },
]) {
  test(`${name} is refused, and nothing is stored`, async () => {
    const { code, message: said } = await beRefusedBy(admin.run(addCredential, { ...input, ...fields }))

    assert.equal(code, 'invalid_request')
    assert.match(said, message)
    assert.ok(!said.includes('plain'))
    assert.deepEqual(await admin.dependencies.credentials.list('acc_mine'), [])
  })
}
