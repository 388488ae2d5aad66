import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cannedAcls, findEndpointProblem } from '@signpost/presign'
import type { PresetName } from './model.ts'
import { findStoreAclProblem, findStoreLack, guessPreset, presetNames, presets } from './preset.ts'

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
  test(`${endpoint ?? 'no endpoint'} is known as ${preset}`, () => {
    assert.equal(guessPreset(endpoint), preset)
  })
}

test('an endpoint with a region in it is an origin, and is known by its own host', () => {
  for (const name of presetNames) {
    const { endpoint } = presets[name]
    if (endpoint === undefined || endpoint === 'required') continue
    const origin = endpoint.replace('{region}', 'eu-central-1')
    assert.equal(findEndpointProblem(origin), undefined, name)
    assert.equal(guessPreset(origin), name)
  }
})

test('the ACLs of a store are canned ACLs, and those that it does not honour have a reason', () => {
  for (const name of presetNames) {
    const { acls, aclReason } = presets[name]
    for (const acl of acls ?? []) assert.ok((cannedAcls as readonly string[]).includes(acl), acl)
    assert.equal(aclReason !== '', acls !== undefined, name)
  }
})

test('private is fine everywhere: it sends nothing', () => {
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
  ['gcs', 'public-read-write', /^must be left out or be private, public-read, .*: Google Cloud Storage knows neither/],
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

test('docs/credentials.md has the table of the presets as it is', () => {
  const page = readFileSync(new URL('../../../../docs/credentials.md', import.meta.url), 'utf8')
  const rows = page.match(/^\| `(?:\w+)` \| (?:[A-Z].*) \|$/gm) ?? []

  assert.deepEqual(rows, presetNames.map(renderRow))
})

function renderRow(name: PresetName): string {
  const { title, endpoint, addressing, acls, aclPlacement, lacks } = presets[name]
  return `| ${[
    `\`${name}\``,
    name === 'other' ? 'Any other store' : title,
    renderEndpoint(endpoint),
    addressing === 'virtual' ? 'in the host' : 'in the path',
    acls?.length === 0 ? 'none' : `${acls?.map((acl) => `\`${acl}\``).join(', ') ?? 'all'}, in the ${aclPlacement}`,
    lacks.post_form === undefined ? 'yes' : 'no',
    lacks.signature_v2 === undefined ? 'yes' : 'no',
  ].join(' | ')} |`
}

function renderEndpoint(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'of the region'
  return endpoint === 'required' ? '`--endpoint`' : `\`${endpoint}\``
}
