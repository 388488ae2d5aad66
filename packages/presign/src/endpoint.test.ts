import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEndpointProblem, parseEndpoint } from './endpoint.ts'

const accepted: readonly (readonly [endpoint: string, scheme: string, host: string])[] = [
  ['https://s3.example.com', 'https:', 's3.example.com'],
  ['https://s3.example.com/', 'https:', 's3.example.com'],
  ['HTTPS://S3.Example.COM', 'https:', 's3.example.com'],
  ['http://localhost:9000', 'http:', 'localhost:9000'],
  ['http://minio_1:9000', 'http:', 'minio_1:9000'],
  ['http://[::1]:9000', 'http:', '[::1]:9000'],
  ['https://s3.example.com:80', 'https:', 's3.example.com:80'],
]

test('accepts origins', () => {
  for (const [endpoint, scheme, host] of accepted) {
    assert.equal(findEndpointProblem(endpoint), undefined, endpoint)
    const parsed = parseEndpoint(endpoint)
    assert.deepEqual([parsed.scheme, parsed.host], [scheme, host])
  }
})

test('drops a default port, as clients do in the Host header', () => {
  assert.equal(parseEndpoint('https://s3.example.com:443').host, 's3.example.com')
  assert.equal(parseEndpoint('http://s3.example.com:80').host, 's3.example.com')
})

test('knows an IP address', () => {
  assert.equal(parseEndpoint('http://127.0.0.1:9000').isIpAddress, true)
  assert.equal(parseEndpoint('http://[::1]').isIpAddress, true)
  assert.equal(parseEndpoint('http://127.example.com').isIpAddress, false)
})

const refusals: readonly (readonly [endpoint: string, rule: RegExp])[] = [
  ['', /must start with/],
  ['s3.example.com', /must start with/],
  ['ftp://s3.example.com', /must start with/],
  ['https:/s3.example.com', /must start with/],
  ['https://', /ASCII host/],
  ['https://user:pass@s3.example.com', /user name or password/],
  ['https://s3.example.com/bucket', /path.*`bucket`/],
  ['https://s3.example.com\\bucket', /path/],
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

for (const [endpoint, rule] of refusals) {
  test(`refuses ${JSON.stringify(endpoint)} and says why`, () => {
    assert.match(findEndpointProblem(endpoint) ?? '', rule)
  })
}
