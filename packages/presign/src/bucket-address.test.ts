import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addressBucket,
  findAddressingProblem,
  findEndpointProblem,
  findHostBucketProblem,
  formatAwsHost,
  parseEndpoint,
} from './bucket-address.ts'

const aws = { endpoint: undefined, addressing: undefined }
const store = { endpoint: parseEndpoint('http://localhost:9000'), addressing: undefined }

test('AWS: virtual-host style by default, path style when asked', () => {
  assert.deepEqual(addressBucket('abc', 'us-east-1', aws), {
    origin: 'https://abc.s3.us-east-1.amazonaws.com',
    host: 'abc.s3.us-east-1.amazonaws.com',
    pathPrefix: '',
    bucketPath: '/',
  })
  assert.deepEqual(addressBucket('abc', 'us-east-1', { ...aws, addressing: 'path' }), {
    origin: 'https://s3.us-east-1.amazonaws.com',
    host: 's3.us-east-1.amazonaws.com',
    pathPrefix: '/abc',
    bucketPath: '/abc',
  })
})

test('a custom endpoint: path style by default, virtual-host style when asked', () => {
  assert.deepEqual(addressBucket('abc', 'auto', store), {
    origin: 'http://localhost:9000',
    host: 'localhost:9000',
    pathPrefix: '/abc',
    bucketPath: '/abc',
  })
  assert.equal(addressBucket('abc', 'auto', { ...store, addressing: 'virtual' }).origin, 'http://abc.localhost:9000')
})

test('path style where virtual-host style cannot work: a dot in the bucket, an IP address as endpoint', () => {
  assert.equal(addressBucket('a.b', 'us-east-1', { ...aws, addressing: 'virtual' }).pathPrefix, '/a.b')
  const endpoint = parseEndpoint('http://127.0.0.1:9000')
  assert.equal(addressBucket('abc', 'auto', { endpoint, addressing: 'virtual' }).origin, 'http://127.0.0.1:9000')
})

const hosts: readonly (readonly [region: string, host: string])[] = [
  ['us-east-1', 's3.us-east-1.amazonaws.com'],
  ['us-gov-west-1', 's3.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 's3.cn-north-1.amazonaws.com.cn'],
  ['eusc-de-east-1', 's3.eusc-de-east-1.amazonaws.eu'],
  ['us-iso-east-1', 's3.us-iso-east-1.c2s.ic.gov'],
  ['us-isob-east-1', 's3.us-isob-east-1.sc2s.sgov.gov'],
  ['eu-isoe-west-1', 's3.eu-isoe-west-1.cloud.adc-e.uk'],
  ['us-isof-south-1', 's3.us-isof-south-1.csp.hci.ic.gov'],
]

test('each partition of AWS has its own domain', () => {
  for (const [region, host] of hosts) assert.equal(formatAwsHost(region), host)
})

const accepted: readonly (readonly [endpoint: string, scheme: string, host: string])[] = [
  ['https://s3.example.com', 'https:', 's3.example.com'],
  ['https://s3.example.com/', 'https:', 's3.example.com'],
  ['HTTPS://S3.Example.COM', 'https:', 's3.example.com'],
  ['http://localhost:9000', 'http:', 'localhost:9000'],
  ['http://minio_1:9000', 'http:', 'minio_1:9000'],
  ['http://[::1]:9000', 'http:', '[::1]:9000'],
  ['https://s3.example.com:80', 'https:', 's3.example.com:80'],
]

test('accepts origins as endpoints', () => {
  for (const [endpoint, scheme, host] of accepted) {
    assert.equal(findEndpointProblem(endpoint), undefined, endpoint)
    const parsed = parseEndpoint(endpoint)
    assert.deepEqual([parsed.scheme, parsed.host], [scheme, host])
  }
})

test('an endpoint with a path: the path precedes the bucket, and there is no virtual-host style', () => {
  for (const written of ['https://ref.supabase.co/storage/v1/s3', 'https://REF.supabase.co:443/storage/v1/s3/']) {
    assert.equal(findEndpointProblem(written), undefined)
    const endpoint = parseEndpoint(written)
    assert.deepEqual(addressBucket('abc', 'eu-west-1', { endpoint, addressing: undefined }), {
      origin: 'https://ref.supabase.co',
      host: 'ref.supabase.co',
      pathPrefix: '/storage/v1/s3/abc',
      bucketPath: '/storage/v1/s3/abc',
    })
    assert.match(findAddressingProblem('virtual', endpoint, true) ?? '', /^must be "path": the endpoint has a path/)
    assert.equal(findAddressingProblem('path', endpoint, true), undefined)
  }
  assert.equal(findEndpointProblem('http://127.0.0.1:8080/s3'), undefined, 'no bucket has such a short name')
})

test('a host that follows the region', () => {
  const endpoint = parseEndpoint('https://s3.dualstack.eu-west-1.amazonaws.com')
  const address = { endpoint, addressing: 'virtual', hostRegion: 'eu-west-1' } as const
  assert.equal(addressBucket('abc', 'eu-west-1', address).host, 'abc.s3.dualstack.eu-west-1.amazonaws.com')
  assert.equal(addressBucket('abc', 'us-west-2', address).host, 'abc.s3.dualstack.us-west-2.amazonaws.com')
})

test('Transfer Acceleration with a dotted bucket is refused with the reason; so is a store without path style', () => {
  for (const host of ['s3-accelerate.amazonaws.com', 's3-accelerate.dualstack.amazonaws.com']) {
    const endpoint = parseEndpoint(`https://${host}`)
    assert.equal(addressBucket('abc', 'eu-west-1', { endpoint, addressing: undefined }).host, `abc.${host}`)
    assert.match(
      findHostBucketProblem('a.b', host) ?? '',
      /^must not contain a dot: Transfer Acceleration accepts .* TLS/,
    )
    assert.equal(findHostBucketProblem('a-b', host), undefined)
    assert.match(
      findAddressingProblem('path', endpoint, true) ?? '',
      /^must be "virtual": Transfer Acceleration has no/,
    )
  }
  assert.match(findHostBucketProblem('a.b', 'oss.example.com', false) ?? '', /^must not contain a dot: this store/)
  assert.equal(findHostBucketProblem('a.b', 's3.example.com'), undefined)
  assert.equal(findHostBucketProblem('a.b', undefined), undefined)
  assert.match(findAddressingProblem('path', store.endpoint, false) ?? '', /^must be "virtual": this store has no path/)
})

test('drops the default port of an endpoint, as clients do in the Host header', () => {
  assert.equal(parseEndpoint('https://s3.example.com:443').host, 's3.example.com')
  assert.equal(parseEndpoint('http://s3.example.com:80').host, 's3.example.com')
})

test('knows an endpoint that is an IP address', () => {
  assert.equal(parseEndpoint('http://127.0.0.1:9000').isIpAddress, true)
  assert.equal(parseEndpoint('http://[::1]').isIpAddress, true)
  assert.equal(parseEndpoint('http://127.example.com').isIpAddress, false)
})

const refusedEndpoints: readonly (readonly [endpoint: string, rule: RegExp])[] = [
  ['', /must start with/],
  ['s3.example.com', /must start with/],
  ['ftp://s3.example.com', /must start with/],
  ['https:/s3.example.com', /must start with/],
  ['https://', /ASCII host/],
  ['https://user:pass@s3.example.com', /user name or password/],
  ['https://s3.example.com/bucket', /path.*pass only https:\/\/s3\.example\.com, and pass bucket, .*`bucket`/],
  ['https://s3.example.com\\bucket', /path/],
  ['https://s3.example.com/a/../s3', /plain segments/],
  ['https://s3.example.com/a/./s3', /plain segments/],
  ['https://s3.example.com//s3', /plain segments/],
  ['https://s3.example.com/v1/s%33', /plain segments/],
  ['https://s3.example.com/{region}/s3', /plain segments/],
  ['https://user:pass@s3.example.com/storage/v1/s3', /user name or password/],
  ['https://s3.example.com?x=1', /query/],
  ['https://s3.example.com#x', /fragment/],
  ['https://bücher.example', /ASCII host/],
  ['https://s3.example.com:port', /ASCII host/],
  ['https://s3.exa mple.com', /ASCII host/],
  ['https://s3.example.com\n', /ASCII host/],
  ['https://s3.example.com:99999', /valid host and port/],
  ['http://0x7f.1', /valid host and port/],
  ['http://2130706433', /valid host and port/],
]

for (const [endpoint, rule] of refusedEndpoints) {
  test(`refuses the endpoint ${JSON.stringify(endpoint)} and says why`, () => {
    assert.match(findEndpointProblem(endpoint) ?? '', rule)
  })
}
