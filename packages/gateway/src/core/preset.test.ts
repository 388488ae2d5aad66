import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cannedAcls } from '@signpost/presign'
import {
  findStoreAclProblem,
  findStoreBucketProblem,
  findStoreLack,
  guessPreset,
  presetNames,
  presets,
} from './preset.ts'

for (const [endpoint, preset] of [
  [undefined, 'aws'],
  ['https://s3.eu-central-1.amazonaws.com', 'aws'],
  ['https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'aws'],
  ['https://s3.cn-north-1.amazonaws.com.cn', 'aws'],
  ['https://0123456789abcdef.r2.cloudflarestorage.com', 'r2'],
  ['https://0123456789abcdef.eu.r2.cloudflarestorage.com', 'r2'],
  ['https://s3.eu-central-003.backblazeb2.com', 'b2'],
  ['https://s3.eu-central-1.wasabisys.com', 'wasabi'],
  ['https://S3.WASABISYS.COM:443', 'wasabi'],
  ['https://s3.eu-central-1.wasabisys.com.', 'wasabi'],
  ['https://fra1.digitaloceanspaces.com', 'spaces'],
  ['https://storage.googleapis.com', 'gcs'],
  ['https://minio.example.com', 'other'],
  ['http://127.0.0.1:9000', 'other'],
  ['https://storage.googleapis.com.evil.example', 'other'],
  ['https://amazonaws.com.evil.example', 'other'],
  ['https://notbackblazeb2.com', 'other'],
] as const) {
  test(`${endpoint ?? 'no endpoint'} is recognised as ${preset}`, () => {
    assert.equal(guessPreset(endpoint), preset)
  })
}

test('the ACLs of a store are canned ACLs, and those that it does not honour have a reason', () => {
  for (const name of presetNames) {
    const { acls, aclReason } = presets[name]
    for (const acl of typeof acls === 'string' ? [] : (acls ?? []))
      assert.ok((cannedAcls as readonly string[]).includes(acl), acl)
    assert.equal(aclReason !== '', Array.isArray(acls), name)
  }
})

test('private is accepted everywhere, because it sends nothing', () => {
  for (const name of presetNames) assert.equal(findStoreAclProblem(name, 'private'), undefined)
})

for (const [preset, acl, problem] of [
  ['aws', 'aws-exec-read', undefined],
  ['ceph', 'public-read', undefined],
  ['other', 'public-read', undefined],
  ['wasabi', 'bucket-owner-full-control', undefined],
  ['spaces', 'public-read', undefined],
  ['spaces', 'authenticated-read', /^must be left out or be private, public-read: DigitalOcean Spaces knows only/],
  ['gcs', 'public-read', undefined],
  [
    'gcs',
    'public-read-write',
    /^must be left out or be private, public-read, .*: Google Cloud Storage has no ACL aws-exec-read/,
  ],
  ['r2', 'public-read', /^must be left out or be private: Cloudflare R2 has no ACLs: make the bucket public/],
  ['b2', 'public-read', /^must be left out or be private: Backblaze B2 has ACLs only for whole buckets/],
  ['minio', 'public-read', /^must be left out or be private: MinIO ignores ACLs of objects/],
] as const) {
  test(`${acl} on ${preset} is ${problem === undefined ? 'honoured' : 'refused with the reason'}`, () => {
    const found = findStoreAclProblem(preset, acl)
    if (problem === undefined) assert.equal(found, undefined)
    else assert.match(found ?? '', problem)
  })
}

test('R2 has no POST form upload', () => {
  assert.match(findStoreLack('r2', 'post_form') ?? '', /^cannot be used: Cloudflare R2 has no POST forms: sign/)
  assert.match(findStoreLack('b2', 'post_form') ?? '', /^cannot be used: Backblaze B2 has no POST forms: sign/)
  assert.equal(findStoreLack('aws', 'post_form'), undefined)
})

test('no store both has and lacks a feature, and each known store says where it is documented', () => {
  for (const name of presetNames) {
    const { has, lacks, sources, title } = presets[name]
    assert.deepEqual(
      has.filter((feature) => lacks[feature] !== undefined),
      [],
      title,
    )
    assert.equal(sources.length > 0, name !== 'other', title)
    for (const source of sources) assert.ok(URL.canParse(source), source)
  }
})

const credential = { preset: 'aws', isSandbox: false } as const

for (const { title, target, good = [], bad = [] } of [
  {
    title: 'bucket names of other stores: dw_export is valid on Google Cloud Storage, and invalid on AWS',
    target: { ...credential, preset: 'gcs', endpoint: 'https://storage.googleapis.com' } as const,
    good: ['dw_export', 'my.bucket', `${'a'.repeat(63)}.example.com`],
    bad: [['a/b', /slash/]] as const,
  },
  {
    title: 'on AWS the aliases of access points are accepted, and otherwise only S3’s bucket names',
    target: credential,
    good: ['my-ap-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias', 'my.bucket'],
    bad: [
      ['dw_export', /underscore/],
      ['arn:aws:s3:eu-west-1:123456789012:accesspoint/mine', /alias/],
    ] as const,
  },
  {
    title: 'the sandbox is as strict as AWS',
    target: { preset: 'other', isSandbox: true, endpoint: 'http://127.0.0.1:9000' } as const,
    bad: [['dw_export', /underscore/]] as const,
  },
  {
    title: 'Transfer Acceleration with a dotted bucket is refused with the reason',
    target: { ...credential, publicEndpoint: 'https://s3-accelerate.amazonaws.com' },
    good: ['my-bucket'],
    bad: [
      ['my.bucket', /^must not contain a dot: Transfer Acceleration accepts the bucket only in the host name/],
    ] as const,
  },
  {
    title: 'a store without path style has no dotted buckets',
    target: { ...credential, preset: 'alibaba', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' } as const,
    good: ['my-bucket'],
    bad: [['my.bucket', /^must not contain a dot: this store accepts the bucket only in the host name/]] as const,
  },
]) {
  test(title, () => {
    for (const bucket of good) assert.equal(findStoreBucketProblem(target, bucket), undefined, bucket)
    for (const [bucket, problem] of bad) assert.match(findStoreBucketProblem(target, bucket) ?? '', problem, bucket)
  })
}
