import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createS3Response } from '../../test/samples/s3-response.ts'
import { AppError } from '../core/app-error.ts'
import { S3Error, S3Unreachable } from './s3-error.ts'
import { toStoreError } from './store-error.ts'

const failed = {
  access: { action: 'download', bucket: 'my-bucket', key: 'a' },
  credentialId: 'cred_1',
  expiresInSeconds: undefined,
} as const

const fail = (code: string, status = 400) =>
  new S3Error(createS3Response(`<Error><Code>${code}</Code><Message>no</Message></Error>`, { status }))

for (const [said, code] of [
  [fail('NoSuchBucket', 404), 'bucket_not_found'],
  [fail('NoSuchKey', 404), 'object_not_found'],
  [fail('NoSuchUpload', 404), 'upload_not_found'],
  [fail('AccessDenied', 403), 'access_denied'],
  [fail('InvalidAccessKeyId', 403), 'credential_refused'],
  [fail('InvalidPart'), 'upload_incomplete'],
  [fail('EntityTooSmall'), 'upload_incomplete'],
  [fail('PreconditionFailed', 412), 'object_exists'],
  [fail('InvalidArgument'), 'store_error'],
  [fail('SlowDown', 503), 'store_error'],
  [new S3Error(createS3Response('', { status: 404 })), 'object_not_found'],
  [new S3Error(createS3Response('', { status: 403 })), 'access_denied'],
  [new S3Error(createS3Response('', { status: 500 })), 'store_error'],
  [new S3Unreachable('timed_out', { code: 'TimeoutError', afterSeconds: 2 }), 'store_timeout'],
  [new S3Unreachable('refused', { code: 'ECONNREFUSED', place: '10.0.0.1:443' }), 'store_error'],
] as const) {
  test(`${said.message} is ${code}`, () => {
    const error = toStoreError(said, failed)
    assert.ok(error instanceof AppError)
    assert.deepEqual([error.code, error.cause, error.failed], [code, said, failed])
  })
}

test('the message contains S3’s own code', () => {
  assert.equal((toStoreError(fail('InvalidArgument'), failed) as AppError).message, 'S3 answered 400 InvalidArgument.')
})

test('an error that does not come from S3 is returned unchanged', () => {
  const thrown = new TypeError('ours')
  assert.equal(toStoreError(thrown, failed), thrown)
})
