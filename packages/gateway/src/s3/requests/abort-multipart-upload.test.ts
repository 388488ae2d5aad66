import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { abortMultipartUpload } from './abort-multipart-upload.ts'

test('S3 API Reference: an upload is aborted, with 204 and no body', () => {
  const uploadId = 'VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZ'
  const { parse, ...bare } = abortMultipartUpload({ bucket: 'example-bucket', key: 'example-object', uploadId })
  assert.deepEqual(bare, {
    name: 'AbortMultipartUpload',
    method: 'DELETE',
    bucket: 'example-bucket',
    key: 'example-object',
    query: { uploadId },
  })
  assert.equal(parse(createS3Response('', { status: 204 })), undefined)
})
