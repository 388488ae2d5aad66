import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Credential, emptyCredential, otherForm, toAddInput, toSetInput, toValues } from './credential-values.ts'
import type { Store } from './endpoint-form.ts'

const usual = {
  isSelfHosted: false,
  regions: [],
  addressing: 'virtual',
  hasPathStyle: true,
  signatureVersions: ['v4'],
  has: [],
  lacks: [],
  keys: { where: 'There.' },
  sources: [],
} as const
const wasabi: Store = {
  ...usual,
  preset: 'wasabi',
  title: 'Wasabi',
  needsEndpoint: false,
  endpoints: [
    { form: 'https://s3.{region}.wasabisys.com', fields: ['region'] },
    { form: 'https://s3.wasabisys.com', fields: [] },
  ],
}
const r2: Store = {
  ...usual,
  preset: 'r2',
  title: 'Cloudflare R2',
  needsEndpoint: true,
  endpoints: [{ form: 'https://{account}.r2.cloudflarestorage.com', fields: ['account'] }],
}
const ceph: Store = { ...usual, preset: 'ceph', title: 'Ceph', isSelfHosted: true, needsEndpoint: true, endpoints: [] }

const values = {
  ...emptyCredential,
  name: ' mine ',
  region: 'eu-central-1',
  accessKeyId: ' AKID ',
  secretAccessKey: ' secret ',
}
const stored: Credential = {
  id: 'cred_1',
  name: 'mine',
  region: 'eu-central-1',
  preset: 'wasabi',
  endpoint: 'https://s3.eu-central-1.wasabisys.com',
  signatureVersion: 'v4',
  accessKeyId: 'AKID',
  bucketPatterns: ['my-bucket'],
  isDefault: true,
  isSandbox: false,
  createdAt: '2026-01-01T00:00:00Z',
  secret: 'good',
  usedBy: [],
  usedByCount: 0,
  openUploads: 0,
}

test('an endpoint that depends only on the region is left to the gateway', () => {
  assert.deepEqual(toAddInput({ ...values, preset: 'wasabi' }, wasabi), {
    name: 'mine',
    preset: 'wasabi',
    region: 'eu-central-1',
    accessKeyId: 'AKID',
    secretAccessKey: 'secret',
  })
})

for (const [kind, store, fields, endpoint] of [
  ['composed of its parts', r2, { parts: { account: 'a1b2' } }, 'https://a1b2.r2.cloudflarestorage.com'],
  ['another form than the usual one', wasabi, { form: 1 }, 'https://s3.wasabisys.com'],
  ['written', ceph, { endpoint: ' https://s3.example.com ' }, 'https://s3.example.com'],
  ['none of its own', wasabi, { form: otherForm, endpoint: 'https://proxy.example.com' }, 'https://proxy.example.com'],
] as const) {
  test(`an endpoint that is ${kind} is sent`, () => {
    assert.equal(toAddInput({ ...values, ...fields }, store).endpoint, endpoint)
  })
}

test('a credential that renews its keys is sent without keys, and with the fields of its source only', () => {
  const renewed = { ...values, renews: true, roleArn: 'arn:aws:iam::1:role/x', source: 'base', profile: 'p' }
  const { from, source, profile, accessKeyId, secretAccessKey } = toAddInput(renewed, wasabi)

  assert.deepEqual([from, source], ['assume-role:arn:aws:iam::1:role/x', 'base'])
  assert.deepEqual([profile, accessKeyId, secretAccessKey], [undefined, undefined, undefined])
  assert.equal(toAddInput({ ...renewed, from: 'profile' }, wasabi).profile, 'p')
})

test('an untouched form changes nothing', () => {
  const place = { credential: stored, store: wasabi }

  assert.deepEqual(toSetInput('mine', toValues(stored, wasabi), place), { name: 'mine' })
})

test('a changed form sends the fields that differ, and those to remove', () => {
  const changed = { ...toValues(stored, wasabi), region: 'eu-west-1', bucketPatterns: [], acceptsOpenStore: true }

  assert.deepEqual(toSetInput('mine', changed, { credential: stored, store: wasabi }), {
    name: 'mine',
    region: 'eu-west-1',
    acceptsOpenStore: true,
    remove: ['bucketPatterns'],
  })
})

test('a credential that moves to another store gets that store’s endpoint', () => {
  const moved = { ...toValues(stored, wasabi), preset: 'r2', form: 0, parts: { account: 'a1b2' }, region: 'auto' }

  assert.deepEqual(toSetInput('mine', moved, { credential: stored, store: r2 }), {
    name: 'mine',
    region: 'auto',
    preset: 'r2',
    endpoint: 'https://a1b2.r2.cloudflarestorage.com',
  })
})
