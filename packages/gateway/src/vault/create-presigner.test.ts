import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PresignError } from '@signpost/presign'
import { sampleTime } from '../../test/samples/samples.ts'
import { presetNames, presets } from '../core/preset.ts'
import { Secret } from '../core/secret.ts'
import { createCredentialPresigner, type PresignerFields } from './signing-credentials.ts'

const secret = { secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY') }

/** For each preset, the host and path of `my-bucket/a.txt`. */
const addresses = {
  aws: { endpoint: undefined, address: 'https://my-bucket.s3.eu-central-1.amazonaws.com/a.txt' },
  r2: {
    endpoint: 'https://0123.r2.cloudflarestorage.com',
    address: 'https://0123.r2.cloudflarestorage.com/my-bucket/a.txt',
  },
  b2: {
    endpoint: 'https://s3.eu-central-003.backblazeb2.com',
    address: 'https://my-bucket.s3.eu-central-003.backblazeb2.com/a.txt',
  },
  wasabi: {
    endpoint: 'https://s3.eu-central-1.wasabisys.com',
    address: 'https://my-bucket.s3.eu-central-1.wasabisys.com/a.txt',
  },
  spaces: {
    endpoint: 'https://fra1.digitaloceanspaces.com',
    address: 'https://my-bucket.fra1.digitaloceanspaces.com/a.txt',
  },
  gcs: { endpoint: 'https://storage.googleapis.com', address: 'https://storage.googleapis.com/my-bucket/a.txt' },
  minio: { endpoint: 'http://minio:9000', address: 'http://minio:9000/my-bucket/a.txt' },
  ceph: { endpoint: 'https://rgw.example.com', address: 'https://rgw.example.com/my-bucket/a.txt' },
  other: { endpoint: 'https://s3.example.com', address: 'https://s3.example.com/my-bucket/a.txt' },
} as const

for (const preset of presetNames) {
  const { endpoint, address } = addresses[preset]
  const place = endpoint === undefined ? {} : { endpoint }

  test(`${preset}: a URL has the bucket where the store wants it`, () => {
    const { url } = presign({ preset, ...place })

    assert.equal(url.slice(0, url.indexOf('?')), address)
  })

  test(`${preset}: the ACL is in the ${presets[preset].aclPlacement}, and private is nowhere`, () => {
    const upload = { method: 'PUT', acl: 'public-read' } as const
    const { url, headers } = presign({ preset, ...place }, upload)
    const plain = presign({ preset, ...place }, { method: 'PUT', acl: 'private' })

    const isHeader = presets[preset].aclPlacement === 'header'
    assert.deepEqual(headers, isHeader ? { 'x-amz-acl': 'public-read' } : {})
    assert.equal(url.includes('x-amz-acl=public-read'), !isHeader)
    assert.equal(url.includes('X-Amz-SignedHeaders=host%3Bx-amz-acl'), isHeader)
    assert.deepEqual(plain.headers, {})
    assert.doesNotMatch(plain.url, /acl/)
  })
}

test('what the credential says goes before its preset', () => {
  const endpoint = 'https://rgw.example.com'
  const facts = { preset: 'ceph', endpoint, addressing: 'virtual', aclPlacement: 'query' } as const

  const { url, headers } = presign(facts, { method: 'PUT', acl: 'public-read' })

  assert.match(url, /^https:\/\/my-bucket\.rgw\.example\.com\/a\.txt\?.*x-amz-acl=public-read/)
  assert.deepEqual(headers, {})
})

test('with signature version 2 an ACL is a header, whatever preset and credential say', () => {
  for (const aclPlacement of ['query', 'header'] as const) {
    const facts = { preset: 'aws', signatureVersion: 'v2', aclPlacement } as const
    const { url, headers } = presign(facts, { method: 'PUT', acl: 'public-read' })

    assert.deepEqual(headers, { 'x-amz-acl': 'public-read' })
    assert.match(url, /\?AWSAccessKeyId=/)
    assert.doesNotMatch(url, /acl/)
  }
})

test('the session token of a temporary credential is in the URL', () => {
  const temporary = { ...secret, sessionToken: new Secret('the/session+token') }
  const presigner = createCredentialPresigner(describe({ preset: 'aws' }), temporary)

  const { url } = presigner.presign(request)

  assert.match(url, /&X-Amz-Security-Token=the%2Fsession%2Btoken&/)
})

test('facts that make no presigner are refused, without the secret in the message', () => {
  const broken = { secretAccessKey: new Secret('a-secret\n') }

  assert.throws(() => createCredentialPresigner(describe({ preset: 'aws' }), broken), isRefusal)
  assert.throws(() => createCredentialPresigner(describe({ preset: 'aws', region: 'auto' }), secret), isRefusal)
})

const request = {
  method: 'GET',
  bucket: 'my-bucket',
  key: 'a.txt',
  expiresInSeconds: 60,
  signedAt: sampleTime,
} as const

function presign(facts: Partial<PresignerFields>, changes: object = {}) {
  return createCredentialPresigner(describe(facts), secret).presign({ ...request, ...changes })
}

function describe(facts: Partial<PresignerFields>): PresignerFields {
  const identity = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', region: 'eu-central-1' }
  return { ...identity, preset: 'other', signatureVersion: 'v4', ...facts }
}

function isRefusal(error: unknown): boolean {
  assert.ok(error instanceof PresignError)
  assert.doesNotMatch(error.message, /a-secret|EXAMPLEKEY/)
  return true
}
