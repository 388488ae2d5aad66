import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { S3Error } from '../s3-error.ts'
import { parseXml } from '../s3-xml.ts'
import { getBucketCors } from './get-bucket-cors.ts'
import { putBucketCors } from './put-bucket-cors.ts'

// The example of S3 API Reference, "GetBucketCors", with additions of a store.
const xml = `<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CORSRule>
    <AllowedOrigin>http://www.example.com</AllowedOrigin>
    <AllowedMethod>PUT</AllowedMethod>
    <AllowedMethod>DELETE</AllowedMethod>
    <MaxAgeSeconds>3000</MaxAgeSeconds>
    <ExposeHeader>x-amz-server-side-encryption</ExposeHeader>
  </CORSRule>
  <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><ID>a &amp; b</ID></CORSRule>
  <ResponseVary>true</ResponseVary>
</CORSConfiguration>`

test('S3 API Reference: everything that was read is sent back, with its MD5', () => {
  const read = getBucketCors({ bucket: 'my-bucket' })
  assert.deepEqual([read.method, read.query], ['GET', { cors: '' }])
  const configuration = read.parse(createS3Response(xml))
  assert.equal(configuration.rules.length, 2)

  const { method, query, headers, body = '' } = putBucketCors({ bucket: 'my-bucket', ...configuration })

  assert.deepEqual([method, query], ['PUT', { cors: '' }])
  assert.deepEqual(headers, { 'content-md5': createHash('md5').update(body).digest('base64') })
  assert.match(body, /^<CORSConfiguration xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/">/)
  assert.deepEqual(parseXml(body)?.element, {
    ResponseVary: ['true'],
    CORSRule: [
      {
        AllowedOrigin: ['http://www.example.com'],
        AllowedMethod: ['PUT', 'DELETE'],
        MaxAgeSeconds: ['3000'],
        ExposeHeader: ['x-amz-server-side-encryption'],
      },
      { AllowedOrigin: ['*'], AllowedMethod: ['GET'], ID: ['a & b'] },
    ],
  })
})

test('another document is not a CORS configuration', () => {
  for (const text of ['', '<CorsConfig/>', '<ListBucketResult/>']) {
    assert.throws(() => getBucketCors({ bucket: 'my-bucket' }).parse(createS3Response(text)), S3Error, text)
  }
  assert.deepEqual(getBucketCors({ bucket: 'my-bucket' }).parse(createS3Response('<CORSConfiguration/>')), {
    rules: [],
    rest: {},
  })
})
