import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEndpointProblem } from '@signpost/presign'
import { presetNames, presets } from './preset.ts'
import { fillEndpoint, followsRegion, readEndpoint } from './read-endpoint.ts'

/** Fills the placeholders of a form, with a region as the store writes its own. */
const sampleRegions: Partial<Record<string, string>> = {
  aws: 'eu-central-1',
  spaces: 'nyc3',
  hetzner: 'fsn1',
  linode: 'us-ord-1',
  vultr: 'ewr1',
  alibaba: 'cn-hangzhou',
}

function fill(form: string, name: string): string {
  const region = sampleRegions[name] ?? 'eu-west-2'
  return `https://${form
    .replace('{region}', region)
    .replace('{number}', '5')
    .replaceAll(/\{\w+\}/g, 'acc0unt')}`
}

for (const name of presetNames) {
  for (const form of presets[name].endpoints) {
    const endpoint = fill(form, name)
    const { host, pathname } = new URL(endpoint)
    const path = pathname === '/' ? '' : pathname

    test(`${endpoint} is an endpoint of ${name}, even with a slash or a dot at its end`, () => {
      assert.equal(findEndpointProblem(endpoint), undefined)
      for (const written of [endpoint, `${endpoint}/`, `https://${host.toUpperCase()}.${path}`]) {
        const reading = readEndpoint(written)
        assert.ok(reading.kind === 'own', written)
        assert.equal(reading.preset, name)
        if (form.includes('{region}')) assert.equal(reading.region, sampleRegions[name] ?? 'eu-west-2')
      }
    })

    test(`an endpoint from a console, with the bucket in its host, is refused: the message names ${host}`, () => {
      for (const bucket of ['my-bucket', 'my.dotted.bucket']) {
        assert.deepEqual(readEndpoint(`https://${bucket}.${host}${path}`), {
          kind: 'wrong',
          preset: name,
          problem: `must not contain the bucket (${bucket}), because each request names it: use https://${host}${path}`,
        })
      }
    })

    test(`a bucket in the path of ${host} is refused with the right endpoint`, () => {
      const reading = readEndpoint(`${endpoint}/my-bucket`)
      assert.ok(reading.kind === 'wrong')
      assert.equal(reading.problem, `must not contain a path, such as that of a bucket: use https://${host}${path}`)
    })
  }
}

for (const [endpoint, preset, problem] of [
  ['https://my-space.nyc3.cdn.digitaloceanspaces.com', 'spaces', /is the CDN/],
  [
    'https://cloud.digitalocean.com',
    'spaces',
    /^must be the S3 endpoint of DigitalOcean Spaces, .*REGION.*is the console/,
  ],
  ['https://f003.backblazeb2.com', 'b2', /is the friendly address for downloads/],
  ['https://pub-0123.r2.dev', 'r2', /is the public address of a bucket/],
  ['https://dash.cloudflare.com', 'r2', /is the dashboard/],
  ['https://console.wasabisys.com', 'wasabi', /is the console/],
  ['https://my-bucket.s3-website-us-east-1.amazonaws.com', 'aws', /is a website endpoint/],
  ['https://my-bucket.s3-website.eu-central-1.amazonaws.com', 'aws', /is a website endpoint/],
  ['https://mine-123456789012.s3-accesspoint.eu-west-1.amazonaws.com', 'aws', /use the alias of the access point/],
  ['https://d111111abcdef8.cloudfront.net', 'aws', /is a CDN/],
  ['https://eu-central-1.console.aws.amazon.com', 'aws', /is the console/],
  ['https://s3.eu-centrall.amazonaws.com', 'aws', /is not a known host of S3/],
  ['https://storage.cloud.google.com', 'gcs', /signed in to Google/],
  ['https://my-bucket.s3-website.fr-par.scw.cloud', 'scaleway', /is a website endpoint/],
  ['https://my-bucket.website-us-ord-1.linodeobjects.com', 'linode', /is a website endpoint/],
  ['https://objectstorage.eu-frankfurt-1.oraclecloud.com', 'oracle', /is the native API/],
  ['https://link.storjshare.io', 'storj', /is link sharing/],
  ['https://my-bucket.t3.tigrisfiles.io', 'tigris', /is the public address of a bucket/],
  ['https://supabase.com', 'supabase', /is the dashboard/],
  [
    'https://ref.supabase.co',
    'supabase',
    /^must end with \/storage\/v1\/s3: use https:\/\/ref\.supabase\.co\/storage\/v1\/s3$/,
  ],
  ['https://oss-accelerate.aliyuncs.com', 'alibaba', /is an acceleration endpoint/],
  [
    'https://s3.eu-central-003.backblazeb2.com:8443',
    'b2',
    /^must not contain a port: use https:\/\/s3\.eu-central-003/,
  ],
] as const) {
  test(`${endpoint} is refused: ${problem.source}`, () => {
    const reading = readEndpoint(endpoint)
    assert.ok(reading.kind === 'wrong', JSON.stringify(reading))
    assert.equal(reading.preset, preset)
    assert.match(reading.problem, problem)
  })
}

test('a cloud’s machines and load balancers are not recognised as its store', () => {
  for (const host of [
    'minio-1234567890.eu-central-1.elb.amazonaws.com',
    's3-proxy-1234567890.eu-central-1.elb.amazonaws.com',
    'ec2-198-51-100-1.compute-1.amazonaws.com',
    'abc.execute-api.us-east-1.amazonaws.com',
    '0123.pub.instances.scw.cloud',
    'static.1.2.3.4.clients.your-server.de',
    'alb-abc.cn-hangzhou.alb.aliyuncs.com',
    'li123.members.linode.com',
    's3.example.com',
    'notbackblazeb2.com',
    's3.eu-central-1.amazonaws.com.evil.example',
    '127.0.0.1',
    '[::1]',
  ]) {
    assert.equal(readEndpoint(`https://${host}`).kind, 'unknown', host)
  }
})

test('the region of an endpoint that does not name it', () => {
  for (const [endpoint, region] of [
    ['https://s3.wasabisys.com', 'us-east-1'],
    ['https://s3.nl-1.wasabisys.com', 'eu-central-1'],
    ['https://s3-external-1.amazonaws.com', 'us-east-1'],
    ['https://s3.amazonaws.com', undefined],
    ['https://t3.storage.dev', undefined],
  ] as const) {
    const reading = readEndpoint(endpoint)
    assert.ok(reading.kind === 'own')
    assert.equal(reading.region, region, endpoint)
  }
})

test('a store’s endpoint is filled in when only the region is missing', () => {
  assert.equal(fillEndpoint(presets.b2, 'eu-central-003'), 'https://s3.eu-central-003.backblazeb2.com')
  assert.equal(fillEndpoint(presets.gcs, 'auto'), 'https://storage.googleapis.com')
  assert.equal(fillEndpoint(presets.r2, 'auto'), undefined)
  assert.equal(fillEndpoint(presets.ceph, 'default'), undefined)
})

test('an AWS endpoint is set and the bucket is in another region: dual-stack and FIPS hosts follow the region, others do not', () => {
  for (const [endpoint, follows] of [
    ['https://s3.dualstack.eu-west-1.amazonaws.com', true],
    ['https://s3-fips.us-east-1.amazonaws.com', true],
    ['https://s3-fips.dualstack.us-gov-west-1.amazonaws.com', true],
    ['https://s3.dualstack.cn-north-1.amazonaws.com.cn', true],
    ['https://s3-accelerate.dualstack.amazonaws.com', false],
    ['https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', false],
  ] as const) {
    assert.equal(followsRegion('aws', endpoint), follows, endpoint)
  }
  assert.equal(followsRegion('other', 'https://s3.dualstack.eu-west-1.amazonaws.com'), false)
})
