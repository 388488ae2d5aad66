import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../test/samples/s3-response.ts'
import { findS3Error, isOutage, S3Error, S3Unreachable } from './s3-error.ts'

test('S3 API Reference: an error response', () => {
  const error = findS3Error(
    createS3Response(
      `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>NoSuchKey</Code>
  <Message>The resource you requested does not exist</Message>
  <Resource>/mybucket/myfoto.jpg</Resource>
  <RequestId>4442587FB7D0A2F9</RequestId>
</Error>`,
      { status: 404, headers: { date: 'Wed, 01 Mar 2006 12:00:00 GMT' }, bucketRegion: 'eu-west-1' },
    ),
  )
  assert.ok(error instanceof S3Error)
  const { status, code, message, s3Message, requestId, serverTime, bucketRegion } = error
  assert.deepEqual(
    { status, code, message, s3Message, requestId, serverTime, bucketRegion },
    {
      status: 404,
      code: 'NoSuchKey',
      message: 'S3 answered 404 NoSuchKey',
      s3Message: 'The resource you requested does not exist',
      requestId: '4442587FB7D0A2F9',
      serverTime: Date.UTC(2006, 2, 1, 12),
      bucketRegion: 'eu-west-1',
    },
  )
})

test('S3 API Reference: an error inside a success', () => {
  const error = findS3Error(
    createS3Response(`<?xml version="1.0" encoding="UTF-8"?>

<Error>
 <Code>InternalError</Code>
 <Message>We encountered an internal error. Please try again.</Message>
 <RequestId>656c76696e6727732072657175657374</RequestId>
 <HostId>Uuag1LuByRx9e6j5Onimru9pO4ZVKnJ2Qz7/C1NPcfTWAtRPfTaOFg==</HostId>
</Error>`),
  )
  assert.equal(error?.message, 'S3 answered 200 InternalError')
})

test('a success is not an error; an error status without a body is one', () => {
  assert.equal(findS3Error(createS3Response('')), undefined)
  assert.equal(findS3Error(createS3Response('<ListBucketResult/>')), undefined)
  assert.equal(findS3Error(createS3Response('<Error/>', { status: 204 }))?.message, 'S3 answered 204')
  assert.equal(findS3Error(createS3Response('', { status: 404 }))?.message, 'S3 answered 404')
  assert.equal(findS3Error(createS3Response('<html>no</html>', { status: 302 }))?.code, undefined)
})

test('text that does not look like a code or a request ID is dropped, because logs contain codes and request IDs', () => {
  const error = findS3Error(
    createS3Response(
      `<Error><Code>${'x'.repeat(200)}</Code><RequestId>a\nb</RequestId><Message>${'m'.repeat(5000)}</Message></Error>`,
      {
        status: 403,
        headers: { 'x-amz-request-id': 'https://bucket.example/?X-Amz-Signature=1' },
      },
    ),
  )
  assert.equal(error?.code, undefined)
  assert.equal(error?.requestId, undefined)
  assert.equal(error?.s3Message?.length, 1000)
  assert.equal(error?.message, 'S3 answered 403')
})

test('S3 is away when it does not answer, or says that it cannot answer now', () => {
  const answer = (status: number) => findS3Error(createS3Response('', { status }))
  assert.ok(isOutage(new S3Unreachable()))
  assert.ok(isOutage(answer(503)) && isOutage(answer(500)) && isOutage(answer(429)))
  assert.ok(!isOutage(answer(501)), 'a feature that the store lacks is not an outage, or every client could cause one')
  assert.ok(!isOutage(answer(403)) && !isOutage(answer(404)) && !isOutage(new Error('ours')) && !isOutage(undefined))
})
