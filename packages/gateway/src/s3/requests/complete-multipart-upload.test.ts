import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../../test/samples/s3-response.ts'
import { findS3Error, S3Error } from '../s3-error.ts'
import { completeMultipartUpload } from './complete-multipart-upload.ts'

const upload = {
  bucket: 'example-bucket',
  key: 'example-object',
  uploadId: 'AAAsb2FkIElEIGZvciBlbHZpbmcncyWeeS1tb3ZpZS5tMnRzIRRwbG9hZA',
}
const parts = [
  { partNumber: 1, etag: '"a54357aff0632cce46d942af68356b38"' },
  { partNumber: 2, etag: '"0c78aef83f66abc1fa1e8477f296d394"' },
]

test('S3 API Reference: the body lists the parts, in order', () => {
  const { method, query, body, isSlow } = completeMultipartUpload({ ...upload, parts })
  assert.deepEqual([method, query, isSlow], ['POST', { uploadId: upload.uploadId }, true])
  assert.equal(
    body?.replaceAll('&quot;', '"'),
    '<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      '<Part><PartNumber>1</PartNumber><ETag>"a54357aff0632cce46d942af68356b38"</ETag></Part>' +
      '<Part><PartNumber>2</PartNumber><ETag>"0c78aef83f66abc1fa1e8477f296d394"</ETag></Part>' +
      '</CompleteMultipartUpload>',
  )
})

test('an ETag that contains markup stays text', () => {
  const { body } = completeMultipartUpload({ ...upload, parts: [{ partNumber: 1, etag: '</ETag><x>&' }] })
  assert.match(body ?? '', /<ETag>&lt;\/ETag&gt;&lt;x&gt;&amp;<\/ETag>/)
})

test('S3 API Reference: the answer names the object', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<CompleteMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
 <Location>http://Example-Bucket.s3.Region.amazonaws.com/Example-Object</Location>
 <Bucket>Example-Bucket</Bucket>
 <Key>Example-Object</Key>
 <ETag>"3858f62230ac3c915f300c664312c11f-9"</ETag>
</CompleteMultipartUploadResult>`
  const response = createS3Response(`\n   \n${xml}`, { headers: { 'x-amz-version-id': 'v1' } })
  assert.deepEqual(completeMultipartUpload({ ...upload, parts }).parse(response), {
    etag: '"3858f62230ac3c915f300c664312c11f-9"',
    versionId: 'v1',
  })
})

test('Ceph 16: a result with an empty ETag', () => {
  const xml = `<CompleteMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Location>s3.localhost/mp-test/a</Location><Bucket>mp-test</Bucket><Key>a</Key><ETag></ETag></CompleteMultipartUploadResult>`
  assert.deepEqual(completeMultipartUpload({ ...upload, parts }).parse(createS3Response(xml)), {
    etag: undefined,
    versionId: undefined,
  })
})

test('S3 API Reference: an error inside a success is an error', () => {
  const response = createS3Response(`<?xml version="1.0" encoding="UTF-8"?>

<Error>
 <Code>InternalError</Code>
 <Message>We encountered an internal error. Please try again.</Message>
 <RequestId>656c76696e6727732072657175657374</RequestId>
 <HostId>Uuag1LuByRx9e6j5Onimru9pO4ZVKnJ2Qz7/C1NPcfTWAtRPfTaOFg==</HostId>
</Error>`)
  assert.equal(findS3Error(response)?.code, 'InternalError')
})

for (const [name, xml, reason] of [
  ['nothing', '', 'is empty'],
  ['another document', '<html/>', 'names no object'],
] as const) {
  test(`${name} is an S3Error that says so`, () => {
    assert.throws(
      () => completeMultipartUpload({ ...upload, parts }).parse(createS3Response(xml)),
      (error) => error instanceof S3Error && error.message === `S3 answered 200, but its body ${reason}`,
    )
  })
}
