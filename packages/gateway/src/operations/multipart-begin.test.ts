import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryUploads } from '../../test/samples/memory-uploads.ts'
import {
  createMultipartGate,
  openUpload,
  refuse,
  s3Timeout,
  uploadAddress,
  uploadedObject,
} from '../../test/samples/multipart-gate.ts'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { MultipartUpload } from '../core/model.ts'
import { S3Unreachable } from '../s3/s3-error.ts'
import { multipartBegin } from './multipart-begin.ts'
import { multipartParts } from './multipart-parts.ts'

test('an upload is begun with the options of its object, and registered', async () => {
  const { ask, asked, uploads, events } = createMultipartGate(createMemoryUploads(), { CreateMultipartUpload: '2~a' })
  const options = { size: '20000000', content_type: 'video/mp4', acl: 'public-read', if_none_match: '*' }
  const result = await ask(multipartBegin, {
    ...uploadedObject,
    ...options,
    request_payer: 'requester',
    expires_in: '60',
  })

  assert.deepEqual(asked[0]?.headers, { 'content-type': 'video/mp4', 'x-amz-request-payer': 'requester' })
  assert.equal(asked[0]?.acl, 'public-read')
  const [row] = uploads.rows.values()
  const { id: _id, ...registered } = row as MultipartUpload
  assert.deepEqual(registered, {
    ...{ accountId: 'acc_1', credentialId: 'cred_1', bucket: 'my-bucket', key: 'videos/intro.mp4' },
    ...{ uploadId: '2~a', state: 'open', sizeBytes: 20_000_000, partSizeBytes: 16_777_216 },
    ...{ contentType: 'video/mp4', isRequesterPays: true, mustNotReplace: true, createdAt: sampleTime },
  })
  const { parts, ...rest } = result as { parts: { headers: object; signedUrl: string; contentLength: number }[] }
  assert.deepEqual(rest, {
    ...{ uploadId: '2~a', bucket: 'my-bucket', key: 'videos/intro.mp4', size: 20_000_000, partSize: 16_777_216 },
    ...{ partCount: 2, expiresAt: '2026-01-02T03:05:05Z' },
  })
  assert.deepEqual(
    parts.map(({ headers }) => headers),
    [
      { 'content-length': '16777216', 'x-amz-request-payer': 'requester' },
      { 'content-length': '3222784', 'x-amz-request-payer': 'requester' },
    ],
    'a part has no ACL',
  )
  assert.ok(parts.every(({ signedUrl }) => !signedUrl.includes('acl')))
  const [{ acl, operation, expiresInSeconds } = {}] = events
  assert.deepEqual([acl, operation, expiresInSeconds, events.length], ['public-read', 'multipart_begin', 60, 1])
})

for (const [name, error, code, isKept] of [
  ['S3 says no', refuse('AccessDenied', 403), 'access_denied', false],
  ['S3 was never asked', new S3Unreachable('refused'), 'store_error', false],
  ['S3 fails', refuse('InternalError', 500), 'store_error', true],
  ['S3 does not answer', s3Timeout, 'store_timeout', true],
  ['the connection breaks', new S3Unreachable('cut_off'), 'store_error', true],
] as const) {
  test(`an upload that could not be begun is ${isKept ? 'kept for the sweeper' : 'removed from the register'}: ${name}`, async () => {
    const { ask, uploads } = createMultipartGate(createMemoryUploads(), { CreateMultipartUpload: error })
    await assert.rejects(ask(multipartBegin, uploadedObject), { code })
    assert.deepEqual(
      [...uploads.rows.values()].map(({ state }) => state),
      isKept ? ['begun'] : [],
    )
  })
}

test('when the store refuses to begin an upload, the error names the parameters that it may have refused', async () => {
  const answers = { CreateMultipartUpload: refuse('InvalidArgument', 400) }
  const { ask, uploads } = createMultipartGate(createMemoryUploads(), answers)
  await assert.rejects(ask(multipartBegin, { ...uploadedObject, storage_class: 'GOLD' }), (error) => {
    const { code, details } = error as { code: string; details?: readonly object[] }
    assert.equal(code, 'invalid_request')
    const message = '`storage_class` may be the value that the store refuses: S3 answered 400 InvalidArgument.'
    assert.deepEqual(details, [{ parameter: 'storage_class', message }])
    return true
  })
  assert.equal(uploads.rows.size, 0)
  await assert.rejects(ask(multipartBegin, uploadedObject), { code: 'store_error' })
})

test('an upload that cannot be registered is not begun, and one whose id cannot be registered is aborted', async () => {
  const fail = async () => {
    throw new Error('the database is away')
  }
  const unwritten = createMultipartGate({ ...createMemoryUploads(), insert: fail }, {})
  await assert.rejects(unwritten.ask(multipartBegin, uploadedObject), { code: 'internal_error' })
  assert.equal(unwritten.asked.length, 0)

  const answers = { CreateMultipartUpload: '2~a', AbortMultipartUpload: undefined }
  const unheard = createMultipartGate({ ...createMemoryUploads(), update: fail }, answers)
  await assert.rejects(unheard.ask(multipartBegin, uploadedObject), { code: 'internal_error' })
  assert.deepEqual(
    unheard.asked.map(({ name, query }) => [name, query?.uploadId]),
    [
      ['CreateMultipartUpload', undefined],
      ['AbortMultipartUpload', '2~a'],
    ],
  )
  assert.equal(unheard.uploads.rows.size, 1, 'the sweeper looks again')
})

test('a condition that the store cannot enforce for a multipart upload is refused', async () => {
  for (const [fields, parameter, credential] of [
    [{ if_none_match: '*' }, 'if_none_match', { preset: 'r2', endpoint: 'https://r2.example.com' }],
    [{ size: '1' }, 'size', { signatureVersion: 'v2' }],
  ] as const) {
    const { ask, asked } = createMultipartGate(createMemoryUploads(), {}, credential)
    await assert.rejects(ask(multipartBegin, { ...uploadedObject, ...fields }), (error) => {
      assert.equal((error as { details?: { parameter: string }[] }).details?.[0]?.parameter, parameter)
      return true
    })
    assert.equal(asked.length, 0)
  }
})

test('the credential that began an upload signs each of its requests, and a token bound to another credential gets nothing', async () => {
  const uploads = createMemoryUploads(openUpload({ credentialId: 'cred_2' }))
  const credentials = [
    { id: 'cred_1', isDefault: true, accessKeyId: 'AKIDONE' },
    { id: 'cred_2', bucketPatterns: ['other'], accessKeyId: 'AKIDTWO' },
  ]
  const sample = createSampleGate({ credentials, dependencies: { uploads } })
  const { parts } = (await sample.ask(multipartParts, { ...uploadAddress, part_numbers: '7' })) as {
    parts: { signedUrl: string }[]
  }
  assert.match(parts[0]?.signedUrl ?? '', /X-Amz-Credential=AKIDTWO%2F.*&partNumber=7&uploadId=2~a&/)
  const bound = createSampleGate({ credentials, token: { credentialId: 'cred_1' }, dependencies: { uploads } })
  await assert.rejects(bound.ask(multipartParts, { ...uploadAddress, part_numbers: '7' }), { code: 'no_credential' })
})
