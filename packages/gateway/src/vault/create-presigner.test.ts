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
  supabase: {
    endpoint: 'https://ref.supabase.co/storage/v1/s3',
    address: 'https://ref.supabase.co/storage/v1/s3/my-bucket/a.txt',
  },
  hetzner: {
    endpoint: 'https://fsn1.your-objectstorage.com',
    address: 'https://my-bucket.fsn1.your-objectstorage.com/a.txt',
  },
  scaleway: { endpoint: 'https://s3.fr-par.scw.cloud', address: 'https://my-bucket.s3.fr-par.scw.cloud/a.txt' },
  ovh: { endpoint: 'https://s3.gra.io.cloud.ovh.net', address: 'https://my-bucket.s3.gra.io.cloud.ovh.net/a.txt' },
  linode: {
    endpoint: 'https://us-ord-1.linodeobjects.com',
    address: 'https://my-bucket.us-ord-1.linodeobjects.com/a.txt',
  },
  vultr: { endpoint: 'https://ewr1.vultrobjects.com', address: 'https://my-bucket.ewr1.vultrobjects.com/a.txt' },
  idrive: { endpoint: 'https://x5g6.ch11.idrivee2-5.com', address: 'https://x5g6.ch11.idrivee2-5.com/my-bucket/a.txt' },
  storj: { endpoint: 'https://gateway.storjshare.io', address: 'https://gateway.storjshare.io/my-bucket/a.txt' },
  tigris: { endpoint: 'https://t3.storage.dev', address: 'https://my-bucket.t3.storage.dev/a.txt' },
  oracle: {
    endpoint: 'https://ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com',
    address: 'https://ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com/my-bucket/a.txt',
  },
  ibm: {
    endpoint: 'https://s3.eu-de.cloud-object-storage.appdomain.cloud',
    address: 'https://s3.eu-de.cloud-object-storage.appdomain.cloud/my-bucket/a.txt',
  },
  alibaba: {
    endpoint: 'https://s3.oss-cn-hangzhou.aliyuncs.com',
    address: 'https://my-bucket.s3.oss-cn-hangzhou.aliyuncs.com/a.txt',
  },
  garage: { endpoint: 'http://garage:3900', address: 'http://garage:3900/my-bucket/a.txt' },
  seaweedfs: { endpoint: 'http://weed:8333', address: 'http://weed:8333/my-bucket/a.txt' },
  rustfs: { endpoint: 'http://rustfs:9000', address: 'http://rustfs:9000/my-bucket/a.txt' },
  versity: { endpoint: 'http://versity:7070', address: 'http://versity:7070/my-bucket/a.txt' },
  storagegrid: {
    endpoint: 'https://grid.example.com:10443',
    address: 'https://grid.example.com:10443/my-bucket/a.txt',
  },
  swiftstack: { endpoint: 'https://swift.example.com', address: 'https://swift.example.com/my-bucket/a.txt' },
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

  test(`${preset}: the ACL is in the ${presets[preset].aclPlacement}; the ACL private is left out`, () => {
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

test('with an AWS endpoint and a bucket in another region, the host follows the region', () => {
  const host = (endpoint: string) => {
    const signed = presign({ preset: 'aws', endpoint, region: 'us-east-1' }, { region: 'us-west-2' })
    return new URL(signed.url).host
  }

  assert.equal(host('https://s3.dualstack.us-east-1.amazonaws.com'), 'my-bucket.s3.dualstack.us-west-2.amazonaws.com')
  assert.equal(host('https://s3-fips.us-east-1.amazonaws.com'), 'my-bucket.s3-fips.us-west-2.amazonaws.com')
  assert.equal(host('https://s3-accelerate.amazonaws.com'), 'my-bucket.s3-accelerate.amazonaws.com')
})

test('bucket names that only other stores allow are in the path', () => {
  const address = (preset: 'gcs' | 'ceph', endpoint: string) =>
    presign({ preset, endpoint, addressing: 'virtual' }, { bucket: 'dw_export' }).url.split('?')[0]

  assert.equal(address('gcs', 'https://storage.googleapis.com'), 'https://storage.googleapis.com/dw_export/a.txt')
  assert.equal(address('ceph', 'https://rgw.example.com'), 'https://rgw.example.com/dw_export/a.txt')
  assert.throws(() => presign({ preset: 'aws' }, { bucket: 'dw_export' }), { code: 'invalid_bucket' })
})

test('the fields of a credential take precedence over its preset', () => {
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

test('invalid fields are refused, without the secret in the message', () => {
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
