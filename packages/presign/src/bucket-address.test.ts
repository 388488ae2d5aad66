import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressBucket } from './bucket-address.ts'
import { parseEndpoint } from './endpoint.ts'

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
