import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { S3Error } from '../s3-error.ts'
import { createMultipartUpload } from './create-multipart-upload.ts'

const object = { bucket: 'example-bucket', key: 'example-object' }

test('the request: the headers contain what the object will have', () => {
  const { parse: _parse, ...bare } = createMultipartUpload({ ...object, headers: { 'content-type': 'video/mp4' } })
  assert.deepEqual(bare, {
    name: 'CreateMultipartUpload',
    method: 'POST',
    ...object,
    query: { uploads: '' },
    headers: { 'content-type': 'video/mp4' },
  })
})

test('S3 API Reference: an upload is begun', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Bucket>example-bucket</Bucket>
  <Key>example-object</Key>
  <UploadId>VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA</UploadId>
</InitiateMultipartUploadResult>`
  assert.equal(
    createMultipartUpload(object).parse(createS3Response(xml)),
    'VXBsb2FkIElEIGZvciA2aWWpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA',
  )
})

for (const [name, xml, reason] of [
  ['nothing', '', 'is empty'],
  ['another document', '<html/>', 'has no upload id'],
  ['an empty id', '<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>', 'has no upload id'],
] as const) {
  test(`${name} is an S3Error that says so`, () => {
    assert.throws(
      () => createMultipartUpload(object).parse(createS3Response(xml)),
      (error) => error instanceof S3Error && error.message === `S3 answered 200, but its body ${reason}`,
    )
  })
}
