import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { S3Error } from '../s3-error.ts'
import { listObjectsV2 } from './list-objects-v2.ts'

const parse = (xml: string) => listObjectsV2({ bucket: 'bucket' }).parse(createS3Response(xml))

/** Makes a listing of one object. */
function list(key: string, more = ''): string {
  return `<ListBucketResult>${more}<Contents><Key>${key}</Key><Size>1</Size></Contents></ListBucketResult>`
}

test('the request: the query contains all parameters', () => {
  const { parse: _parse, ...bare } = listObjectsV2({ bucket: 'bucket' })
  assert.deepEqual(bare, {
    name: 'ListObjectsV2',
    method: 'GET',
    bucket: 'bucket',
    query: { 'list-type': '2', 'encoding-type': 'url' },
    maxBodyBytes: 4_096_000,
  })
  const full = listObjectsV2({
    bucket: 'bucket',
    limit: 3,
    prefix: 'a b/',
    delimiter: '/',
    continuationToken: '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
  })
  assert.deepEqual(full.query, {
    'list-type': '2',
    'encoding-type': 'url',
    'max-keys': '3',
    prefix: 'a b/',
    delimiter: '/',
    'continuation-token': '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
  })
  assert.equal(full.maxBodyBytes, 512 * 1024)
})

test('S3 API Reference: listing of keys', () => {
  const result = parse(`<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
    <Name>bucket</Name>
    <Prefix/>
    <KeyCount>205</KeyCount>
    <MaxKeys>1000</MaxKeys>
    <IsTruncated>false</IsTruncated>
    <Contents>
        <Key>my-image.jpg</Key>
        <LastModified>2009-10-12T17:50:30.000Z</LastModified>
        <ETag>"fba9dede5f27731c9771645a39863328"</ETag>
        <Size>434234</Size>
        <StorageClass>STANDARD</StorageClass>
    </Contents>
</ListBucketResult>`)
  assert.deepEqual(result, {
    objects: [
      {
        key: 'my-image.jpg',
        sizeBytes: 434234,
        etag: '"fba9dede5f27731c9771645a39863328"',
        modifiedAt: Date.UTC(2009, 9, 12, 17, 50, 30),
      },
    ],
    prefixes: [],
    isTruncated: false,
    nextContinuationToken: undefined,
  })
})

test('S3 API Reference: listing of keys with a delimiter', () => {
  const { objects, prefixes } = parse(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>example-bucket</Name>
  <Prefix></Prefix>
  <KeyCount>2</KeyCount>
  <MaxKeys>1000</MaxKeys>
  <Delimiter>/</Delimiter>
  <IsTruncated>false</IsTruncated>
  <Contents>
    <Key>sample.jpg</Key>
    <LastModified>2011-02-26T01:56:20.000Z</LastModified>
    <ETag>"bf1d737a4d46a19f3bced6905cc8b902"</ETag>
    <Size>142863</Size>
    <StorageClass>STANDARD</StorageClass>
  </Contents>
  <CommonPrefixes>
    <Prefix>photos/</Prefix>
  </CommonPrefixes>
</ListBucketResult>`)
  assert.deepEqual(
    objects.map(({ key }) => key),
    ['sample.jpg'],
  )
  assert.deepEqual(prefixes, ['photos/'])
})

test('S3 API Reference: a page that is not the last one', () => {
  const result = parse(`<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bucket</Name>
  <Prefix></Prefix>
  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <KeyCount>1000</KeyCount>
  <MaxKeys>1000</MaxKeys>
  <IsTruncated>true</IsTruncated>
  <Contents>
    <Key>happyface.jpg</Key>
    <LastModified>2014-11-21T19:40:05.000Z</LastModified>
    <ETag>"70ee1738b6b21e2c8a43f3a5ab0eee71"</ETag>
    <Size>11</Size>
    <StorageClass>STANDARD</StorageClass>
  </Contents>
</ListBucketResult>`)
  assert.equal(result.isTruncated, true)
  assert.equal(result.nextContinuationToken, '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=')
})

for (const [written, key] of [
  ['a+b.txt', 'a b.txt'],
  ['a%20b.txt', 'a b.txt'],
  ['a%2Bb.txt', 'a+b.txt'],
  ['100%25.csv', '100%.csv'],
  ['%ED%95%9C%EA%B8%80/x.txt', '한글/x.txt'],
  ['%01%0D%0A', '\u0001\r\n'],
] as const) {
  test(`an encoded key is decoded: ${written}`, () => {
    const encoded = parse(
      list(written, `<EncodingType>url</EncodingType><CommonPrefixes><Prefix>${written}/</Prefix></CommonPrefixes>`),
    )
    assert.equal(encoded.objects[0]?.key, key)
    assert.equal(encoded.prefixes[0], `${key}/`)
    assert.equal(parse(list(written)).objects[0]?.key, written, 'the store did not encode it')
  })
}

test('a key that no store encoded is read as XML has it, including spaces at its ends', () => {
  assert.equal(parse(list(' a&amp;b &#34;c&quot; ')).objects[0]?.key, ' a&b "c" ')
})

test('an empty bucket has no objects', () => {
  assert.deepEqual(parse('<ListBucketResult><Name>b</Name></ListBucketResult>').objects, [])
})

for (const [name, xml, reason] of [
  ['nothing', '', 'is empty'],
  ['no XML', 'hello', 'is not an XML document'],
  ['another document', '<html><body>Sign in</body></html>', 'is not a listing'],
  [
    'a key that is wrongly encoded',
    list('%zz', '<EncodingType>url</EncodingType>'),
    'has an entry whose Key cannot be read',
  ],
  [
    'an object without a key',
    '<ListBucketResult><Contents/></ListBucketResult>',
    'has an entry whose Key cannot be read',
  ],
  [
    'an object without a size',
    '<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>',
    'has an entry without a size',
  ],
] as const) {
  test(`${name} is an S3Error that says so`, () => {
    assert.throws(
      () => parse(xml),
      (error) => {
        assert.ok(error instanceof S3Error)
        assert.equal(error.message, `S3 answered 200, but its body ${reason}`)
        return true
      },
    )
  })
}
