import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { S3Error } from '../s3-error.ts'
import { listMultipartUploads } from './list-multipart-uploads.ts'

const request = { bucket: 'bucket', prefix: 'my-' }
const parse = (inner: string) =>
  listMultipartUploads(request).parse(
    createS3Response(`<ListMultipartUploadsResult>${inner}</ListMultipartUploadsResult>`),
  )

test('the request: the page that begins after an upload', () => {
  const { parse: _parse, ...first } = listMultipartUploads(request)
  assert.deepEqual(first, {
    name: 'ListMultipartUploads',
    method: 'GET',
    bucket: 'bucket',
    query: { uploads: '', 'encoding-type': 'url', prefix: 'my-' },
    maxBodyBytes: 5_242_880,
  })
  const next = listMultipartUploads({ ...request, after: { key: 'my-divisor', uploadId: '2~x' } })
  assert.deepEqual([next.query?.['key-marker'], next.query?.['upload-id-marker']], ['my-divisor', '2~x'])
})

test('S3 API Reference: a page of uploads that is not the last one', () => {
  const result = parse(`
  <Bucket>bucket</Bucket>
  <KeyMarker></KeyMarker>
  <UploadIdMarker></UploadIdMarker>
  <NextKeyMarker>my-movie.m2ts</NextKeyMarker>
  <NextUploadIdMarker>YW55IGlkZWEgd2h5IGVsdmluZydzIHVwbG9hZCBmYWlsZWQ</NextUploadIdMarker>
  <MaxUploads>3</MaxUploads>
  <IsTruncated>true</IsTruncated>
  <Upload>
    <Key>my-divisor</Key>
    <UploadId>XMgbGlrZSBlbHZpbmcncyBub3QgaGF2aW5nIG11Y2ggbHVjaw</UploadId>
    <Owner>
      <ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID>
      <DisplayName>OwnerDisplayName</DisplayName>
    </Owner>
    <StorageClass>STANDARD</StorageClass>
    <Initiated>2010-11-10T20:48:33.000Z</Initiated>
  </Upload>
  <Upload>
    <Key>my-movie.m2ts</Key>
    <UploadId>YW55IGlkZWEgd2h5IGVsdmluZydzIHVwbG9hZCBmYWlsZWQ</UploadId>
    <StorageClass>STANDARD</StorageClass>
    <Initiated>2010-11-10T20:49:33.000Z</Initiated>
  </Upload>`)
  const second = { key: 'my-movie.m2ts', uploadId: 'YW55IGlkZWEgd2h5IGVsdmluZydzIHVwbG9hZCBmYWlsZWQ' }
  assert.deepEqual(result, {
    uploads: [
      {
        key: 'my-divisor',
        uploadId: 'XMgbGlrZSBlbHZpbmcncyBub3QgaGF2aW5nIG11Y2ggbHVjaw',
        startedAt: Date.UTC(2010, 10, 10, 20, 48, 33),
      },
      { ...second, startedAt: Date.UTC(2010, 10, 10, 20, 49, 33) },
    ],
    next: second,
  })
})

test('an encoded key is decoded, and a bucket without uploads gives an empty list', () => {
  const upload = '<Upload><Key>a+b%2B%25.txt</Key><UploadId>1</UploadId></Upload>'
  assert.equal(parse(`<EncodingType>url</EncodingType>${upload}`).uploads[0]?.key, 'a b+%.txt')
  assert.equal(parse(upload).uploads[0]?.key, 'a+b%2B%25.txt')
  assert.equal(parse(upload).uploads[0]?.startedAt, undefined)
  assert.deepEqual(parse(''), { uploads: [], next: undefined })
})

test('a response that cannot be read is an S3Error that says why', () => {
  for (const [inner, reason] of [
    ['<Upload><Key>a</Key></Upload>', 'has an upload without an id'],
    ['<Upload><UploadId>1</UploadId></Upload>', 'has an entry whose Key cannot be read'],
    ['<IsTruncated>true</IsTruncated>', 'is a truncated page from which no further page follows'],
  ] as const) {
    assert.throws(
      () => parse(inner),
      (error) => error instanceof S3Error && error.message === `S3 answered 200, but its body ${reason}`,
    )
  }
  assert.throws(() => listMultipartUploads(request).parse(createS3Response('<html/>')), /is not a list of uploads/)
})
