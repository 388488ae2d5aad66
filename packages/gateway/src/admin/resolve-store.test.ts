import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beRefusedBy } from '../../test/samples/sample-administration.ts'
import type { PresetName } from '../core/model.ts'
import { resolveStore } from './resolve-store.ts'

const fra1 = { region: 'fra1', signatureVersion: 'v4' } as const
const frankfurt = { region: 'eu-central-1', signatureVersion: 'v4' } as const
const auto = { region: 'auto', signatureVersion: 'v4' } as const

for (const { title, input, store } of [
  { title: 'without endpoint and preset: AWS', input: frankfurt, store: { preset: 'aws' } },
  {
    title: 'a preset with a region in its endpoint',
    input: { ...fra1, preset: 'spaces' },
    store: { preset: 'spaces', endpoint: 'https://fra1.digitaloceanspaces.com' },
  },
  {
    title: 'a preset with one endpoint for all',
    input: { ...fra1, preset: 'gcs' },
    store: { preset: 'gcs', endpoint: 'https://storage.googleapis.com' },
  },
  {
    title: 'an endpoint that shows its store',
    input: { ...auto, endpoint: 'https://0123.r2.cloudflarestorage.com' },
    store: { preset: 'r2', endpoint: 'https://0123.r2.cloudflarestorage.com' },
  },
  {
    title: 'an endpoint with a path',
    input: { ...frankfurt, endpoint: 'https://ref.supabase.co/storage/v1/s3' },
    store: { preset: 'supabase', endpoint: 'https://ref.supabase.co/storage/v1/s3' },
  },
  {
    title: 'an endpoint of an unknown store',
    input: { ...fra1, endpoint: 'https://s3.example.com' },
    store: { preset: 'other', endpoint: 'https://s3.example.com' },
  },
  {
    title: 'a preset in the input overrides the endpoint’s store, and an endpoint in the input overrides the preset’s',
    input: { ...fra1, preset: 'wasabi', endpoint: 'https://s3.example.com' },
    store: { preset: 'wasabi', endpoint: 'https://s3.example.com' },
  },
  {
    title: 'the preset `other` accepts any host',
    input: { ...fra1, preset: 'other', endpoint: 'https://new.kind.r2.cloudflarestorage.com' },
    store: { preset: 'other', endpoint: 'https://new.kind.r2.cloudflarestorage.com' },
  },
  {
    title: 'a region name that a store accepts besides its own',
    input: { ...frankfurt, region: 'us-east-1', endpoint: 'https://nyc3.digitaloceanspaces.com' },
    store: { preset: 'spaces', endpoint: 'https://nyc3.digitaloceanspaces.com' },
  },
  {
    title: 'the region of an endpoint that does not name it',
    input: { ...frankfurt, endpoint: 'https://s3.nl-1.wasabisys.com' },
    store: { preset: 'wasabi', endpoint: 'https://s3.nl-1.wasabisys.com' },
  },
] as const) {
  test(title, () => {
    assert.deepEqual(resolveStore(input), store)
  })
}

for (const endpoint of [
  'https://s3.eu-central-1.amazonaws.com',
  'https://s3.eu-central-1.amazonaws.com/',
  'https://S3-eu-central-1.amazonaws.com',
  'https://s3.amazonaws.com',
]) {
  test(`${endpoint} is AWS itself, as endpoint and as public endpoint`, () => {
    assert.deepEqual(resolveStore({ ...frankfurt, endpoint }), { preset: 'aws' })
    assert.deepEqual(resolveStore({ ...frankfurt, endpoint, publicEndpoint: endpoint }), { preset: 'aws' })
  })
}

test('dual-stack, FIPS and VPC hosts of AWS are stored as endpoints', () => {
  const virginia = { ...frankfurt, region: 'us-east-1' }
  for (const endpoint of [
    'https://s3.dualstack.us-east-1.amazonaws.com',
    'https://s3-fips.us-east-1.amazonaws.com',
    'https://s3-fips.dualstack.us-east-1.amazonaws.com',
    'https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com',
  ]) {
    assert.deepEqual(resolveStore({ ...virginia, endpoint }), { preset: 'aws', endpoint })
  }
})

test('Transfer Acceleration is used only for URLs; the gateway itself asks the regional host', () => {
  const endpoint = 'https://s3-accelerate.amazonaws.com'
  assert.deepEqual(resolveStore({ ...frankfurt, endpoint }), { preset: 'aws', publicEndpoint: endpoint })
  assert.deepEqual(resolveStore({ ...frankfurt, publicEndpoint: endpoint }), {
    preset: 'aws',
    publicEndpoint: endpoint,
  })
})

for (const { title, input, problem } of [
  {
    title: 'the console’s endpoint has the bucket in its host',
    input: { ...fra1, endpoint: 'https://my-space.fra1.digitaloceanspaces.com' },
    problem: /^`endpoint` must not contain the bucket \(my-space\).*: use https:\/\/fra1\.digitaloceanspaces\.com$/,
  },
  {
    title: 'the bucket in the host of an account’s endpoint',
    input: { ...auto, endpoint: 'https://my-bucket.ACCOUNT.r2.cloudflarestorage.com' },
    problem:
      /^`endpoint` must not contain the bucket \(my-bucket\).*: use https:\/\/account\.r2\.cloudflarestorage\.com$/,
  },
  {
    title: 'the bucket in the host of AWS',
    input: { ...frankfurt, endpoint: 'https://my-bucket.s3.eu-central-1.amazonaws.com' },
    problem: /^`endpoint` must not contain the bucket .*: use https:\/\/s3\.eu-central-1\.amazonaws\.com$/,
  },
  {
    title: 'the bucket in the public endpoint',
    input: { ...fra1, preset: 'spaces', publicEndpoint: 'https://my-space.fra1.cdn.digitaloceanspaces.com' },
    problem: /^`publicEndpoint` must be the S3 endpoint of DigitalOcean Spaces.*the CDN/,
  },
  {
    title: 'a region other than the endpoint’s',
    input: { ...fra1, endpoint: 'https://nyc3.digitaloceanspaces.com' },
    problem: /^`region` must be nyc3 or us-east-1, not fra1: that is the region of the endpoint$/,
  },
  {
    title: 'a region other than that of AWS’s endpoint',
    input: { ...frankfurt, endpoint: 'https://s3.us-west-2.amazonaws.com' },
    problem: /^`region` must be us-west-2, not eu-central-1/,
  },
  {
    title: 'a region other than that of the public endpoint',
    input: { ...frankfurt, publicEndpoint: 'https://s3.dualstack.us-west-2.amazonaws.com' },
    problem: /^`region` must be us-west-2, not eu-central-1/,
  },
  {
    title: 'a region that the store does not have',
    input: { ...frankfurt, endpoint: 'https://0123.r2.cloudflarestorage.com' },
    problem: /^`region` must be auto or us-east-1 or .*, not eu-central-1: Cloudflare R2 accepts no other$/,
  },
  {
    title: 'a region for which the preset has no endpoint',
    input: { ...frankfurt, preset: 'spaces' },
    problem: /^`region` must be a region of DigitalOcean Spaces: eu-central-1 is not one$/,
  },
  {
    title: 'an endpoint of one provider with the preset of another',
    input: { ...frankfurt, preset: 'b2', endpoint: 'https://s3.eu-central-1.wasabisys.com' },
    problem: /^`endpoint` must be an endpoint of Backblaze B2: this one belongs to Wasabi$/,
  },
  {
    title: 'a FIPS host where there is none',
    input: { ...frankfurt, endpoint: 'https://s3-fips.eu-central-1.amazonaws.com' },
    problem: /^`endpoint` must not be a FIPS host: AWS has none in eu-central-1/,
  },
  {
    title: 'signature version 2 in an AWS region that does not accept it',
    input: { ...frankfurt, signatureVersion: 'v2' },
    problem: /^`signatureVersion` cannot be v2: AWS has no signature version 2 in eu-central-1$/,
  },
  {
    title: 'an endpoint without the path that the store needs',
    input: { ...frankfurt, endpoint: 'https://ref.supabase.co' },
    problem: /^`endpoint` must end with \/storage\/v1\/s3/,
  },
] as const) {
  test(`${title} is refused`, async () => {
    assert.match((await refuse(() => resolveStore(input))).message, problem)
  })
}

for (const preset of ['r2', 'minio', 'ceph', 'garage', 'oracle', 'other'] as const satisfies PresetName[]) {
  test(`${preset} needs an endpoint`, async () => {
    const { message } = await refuse(() => resolveStore({ ...fra1, preset }))
    assert.match(message, /^`endpoint` is required: .* has no known endpoint/)
  })
}

test('signature version 2 is refused if the store does not accept it', async () => {
  const v2 = { region: 'eu-central-003', signatureVersion: 'v2' } as const

  const b2 = await refuse(() => resolveStore({ ...v2, preset: 'b2' }))
  assert.match(b2.message, /^`signatureVersion` cannot be used: Backblaze B2 has no signature version 2/)
  const endpoint = 'https://0123.r2.cloudflarestorage.com'
  const r2 = await refuse(() => resolveStore({ ...v2, region: 'auto', endpoint }))
  assert.match(r2.message, /Cloudflare R2 has no signature version 2/)
  assert.equal(resolveStore({ ...v2, preset: 'ceph', endpoint: 'https://a.example' }).preset, 'ceph')
  assert.equal(resolveStore({ ...v2, region: 'us-east-1' }).preset, 'aws')
})

/** Returns the error with which a function refuses. */
function refuse(act: () => unknown) {
  return beRefusedBy((async () => act())())
}
