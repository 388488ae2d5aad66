import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { headObject } from './head-object.ts'

const object = { bucket: 'bucket', key: 'my-image.jpg' }

test('the request: it asks for a version and checksums only when they are wanted', () => {
  const { parse: _parse, ...bare } = headObject(object)
  assert.deepEqual(bare, { name: 'HeadObject', method: 'HEAD', headers: {}, ...object })
  const full = headObject({ ...object, versionId: '3HL4kqCxf3vjVBH40Nrjfkd', withChecksums: true })
  assert.deepEqual(full.query, { versionId: '3HL4kqCxf3vjVBH40Nrjfkd' })
  assert.deepEqual(full.headers, { 'x-amz-checksum-mode': 'ENABLED' })
})

test('S3 API Reference: the properties of an object', () => {
  const headers = {
    'x-amz-id-2': 'ef8yU9AS1ed4OpIszj7UDNEHGran',
    'x-amz-request-id': '318BC8BC143432E5',
    'x-amz-version-id': '3HL4kqtJlcpXroDTDmjVBH40Nrjfkd',
    date: 'Wed, 28 Oct 2009 22:32:00 GMT',
    'last-modified': 'Sun, 1 Jan 2006 12:00:00 GMT',
    etag: '"fba9dede5f27731c9771645a39863328"',
    'content-length': '434234',
    'content-type': 'text/plain',
  }
  assert.deepEqual(headObject(object).parse(createS3Response('', { headers })), {
    sizeBytes: 434234,
    contentType: 'text/plain',
    etag: '"fba9dede5f27731c9771645a39863328"',
    modifiedAt: Date.UTC(2006, 0, 1, 12),
    versionId: '3HL4kqtJlcpXroDTDmjVBH40Nrjfkd',
    storageClass: undefined,
    metadata: {},
    checksums: {},
  })
})

test('metadata and checksums are returned by their names', () => {
  const headers = {
    'x-amz-meta-invoice': '42',
    'x-amz-meta-__proto__': 'x',
    'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=',
    'x-amz-checksum-type': 'FULL_OBJECT',
    'x-amz-storage-class': 'GLACIER',
  }
  const result = headObject(object).parse(createS3Response('', { headers }))
  assert.deepEqual(Object.entries(result.metadata), [
    ['invoice', '42'],
    ['__proto__', 'x'],
  ])
  assert.deepEqual(result.checksums, { crc64nvme: 'AAAAAAAAAAA=' })
  assert.equal(result.storageClass, 'GLACIER')
  assert.equal(result.sizeBytes, undefined)
})
