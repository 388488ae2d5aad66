import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { S3Error } from '../s3-error.ts'
import { listParts } from './list-parts.ts'

const uploadId = 'XXBsb2FkIElEIGZvciBlbHZpbmcncyVcdS1tb3ZpZS5tMnRzEEEwbG9hZA'
const upload = { bucket: 'example-bucket', key: 'example-object', uploadId }

test('the request: the page that begins after a part', () => {
  const { parse: _parse, ...first } = listParts(upload)
  assert.deepEqual(first, {
    name: 'ListParts',
    method: 'GET',
    bucket: 'example-bucket',
    key: 'example-object',
    query: { uploadId },
    maxBodyBytes: 1024 * 1024,
  })
  assert.deepEqual(listParts({ ...upload, after: 1000 }).query, { uploadId, 'part-number-marker': '1000' })
})

test('S3 API Reference: a page of parts that is not the last one', () => {
  const result = listParts({ ...upload, after: 1 }).parse(
    createS3Response(`<?xml version="1.0" encoding="UTF-8"?>
<ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Bucket>example-bucket</Bucket>
  <Key>example-object</Key>
  <UploadId>${uploadId}</UploadId>
  <Initiator>
      <ID>arn:aws:iam::111122223333:user/some-user-11116a31-17b5-4fb7-9df5-b288870f11xx</ID>
      <DisplayName>umat-user-11116a31-17b5-4fb7-9df5-b288870f11xx</DisplayName>
  </Initiator>
  <StorageClass>STANDARD</StorageClass>
  <PartNumberMarker>1</PartNumberMarker>
  <NextPartNumberMarker>3</NextPartNumberMarker>
  <MaxParts>2</MaxParts>
  <IsTruncated>true</IsTruncated>
  <Part>
    <PartNumber>2</PartNumber>
    <LastModified>2010-11-10T20:48:34.000Z</LastModified>
    <ETag>"7778aef83f66abc1fa1e8477f296d394"</ETag>
    <Size>10485760</Size>
  </Part>
  <Part>
    <PartNumber>3</PartNumber>
    <LastModified>2010-11-10T20:48:33.000Z</LastModified>
    <ETag>"aaaa18db4cc2f85cedef654fccc4a4x8"</ETag>
    <Size>10485760</Size>
  </Part>
</ListPartsResult>`),
  )
  assert.deepEqual(result, {
    parts: [
      { partNumber: 2, sizeBytes: 10_485_760, etag: '"7778aef83f66abc1fa1e8477f296d394"', checksums: {} },
      { partNumber: 3, sizeBytes: 10_485_760, etag: '"aaaa18db4cc2f85cedef654fccc4a4x8"', checksums: {} },
    ],
    nextAfter: 3,
  })
})

test('an upload without parts, and a part with checksums', () => {
  const part =
    '<Part><PartNumber>1</PartNumber><ETag>a</ETag><Size>0</Size><ChecksumCRC64NVME>x=</ChecksumCRC64NVME></Part>'
  const read = (inner: string) =>
    listParts(upload).parse(createS3Response(`<ListPartsResult>${inner}</ListPartsResult>`))
  assert.deepEqual(read('<IsTruncated>false</IsTruncated>'), { parts: [], nextAfter: undefined })
  assert.deepEqual(read(part).parts, [{ partNumber: 1, sizeBytes: 0, etag: 'a', checksums: { crc64nvme: 'x=' } }])
})

for (const [name, inner, reason] of [
  ['another document', undefined, 'is not a list of parts'],
  ['a part without a number', '<Part><ETag>a</ETag><Size>1</Size></Part>', 'has a part without a PartNumber'],
  ['a size that is no number', '<Part><PartNumber>1</PartNumber><Size>x</Size></Part>', 'has a part without a Size'],
  ['a part without an ETag', '<Part><PartNumber>1</PartNumber><Size>1</Size></Part>', 'has a part without an ETag'],
  [
    'an empty page that is not the last one',
    '<IsTruncated>true</IsTruncated>',
    'is a truncated page from which no further page follows',
  ],
] as const) {
  test(`${name} is an S3Error that says so`, () => {
    const xml = inner === undefined ? '<html/>' : `<ListPartsResult>${inner}</ListPartsResult>`
    assert.throws(
      () => listParts(upload).parse(createS3Response(xml)),
      (error) => error instanceof S3Error && error.message === `S3 answered 200, but its body ${reason}`,
    )
  })
}
