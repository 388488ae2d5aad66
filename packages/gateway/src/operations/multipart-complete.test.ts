import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryUploads } from '../../test/samples/memory-uploads.ts'
import {
  createMultipartGate,
  listParts,
  openUpload,
  refuse,
  s3Timeout,
  uploadAddress,
  uploadedObject,
} from '../../test/samples/multipart-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { multipartAbort } from './multipart-abort.ts'
import { multipartComplete } from './multipart-complete.ts'
import { multipartParts } from './multipart-parts.ts'
import { multipartShow } from './multipart-show.ts'

test('a completion sends the parts that S3 has, and the conditions of the upload', async () => {
  const uploads = createMemoryUploads(openUpload({ sizeBytes: 7, mustNotReplace: true, isRequesterPays: true }))
  const { ask, asked } = createMultipartGate(uploads, {
    ListParts: listParts(7),
    CompleteMultipartUpload: { etag: '"x-1"', versionId: 'v1' },
  })
  assert.deepEqual(await ask(multipartComplete, uploadAddress), {
    ...{ bucket: 'my-bucket', key: 'videos/intro.mp4', size: 7, etag: '"x-1"', versionId: 'v1' },
    location: 'https://my-bucket.s3.eu-central-1.amazonaws.com/videos/intro.mp4',
  })
  assert.deepEqual(asked[1]?.headers, { 'x-amz-request-payer': 'requester', 'if-none-match': '*' })
  assert.match(asked[1]?.body ?? '', /<PartNumber>1<\/PartNumber><ETag>&quot;1&quot;<\/ETag>/)
})

test('the URL of the object is the one at which clients reach it', async () => {
  const { ask } = createMultipartGate(
    createMemoryUploads(openUpload()),
    {
      ListParts: listParts(7),
      CompleteMultipartUpload: { etag: '"x-1"' },
    },
    { preset: 'ceph', endpoint: 'http://rgw.internal:7480', publicEndpoint: 'https://s3.example.com' },
  )
  const { location } = await ask(multipartComplete, uploadAddress)
  assert.equal(location, 'https://s3.example.com/my-bucket/videos/intro.mp4')
})

for (const [name, error, code, message] of [
  ['an error within a 200', refuse('InternalError', 200), 'store_error', /^S3 answered 200 InternalError\.$/],
  ['no answer in time', s3Timeout, 'store_timeout', /still putting the parts together.*Send this request again/],
  ['another object', refuse('PreconditionFailed', 412), 'object_exists', /must not replace it/],
  ['a wrong order', refuse('InvalidPartOrder', 400), 'upload_incomplete', /\(InvalidPartOrder\)/],
] as const) {
  test(`a completion that failed can be repeated: ${name}`, async () => {
    const uploads = createMemoryUploads(openUpload())
    const { ask, events } = createMultipartGate(uploads, { ListParts: listParts(7), CompleteMultipartUpload: error })
    await assert.rejects(ask(multipartComplete, uploadAddress), { code, message })
    assert.deepEqual(uploads.rows.get('upl_1'), { ...openUpload(), completion: { sizeBytes: 7, partCount: 1 } })
    assert.deepEqual([events[0]?.key, events[0]?.credentialId], ['videos/intro.mp4', 'cred_1'])

    const again = createMultipartGate(uploads, { ListParts: listParts(7), CompleteMultipartUpload: { etag: '"x-1"' } })
    assert.equal((await again.ask(multipartComplete, uploadAddress)).etag, '"x-1"')
    assert.equal(uploads.rows.get('upl_1')?.state, 'completed')
  })
}

test('when the answer to a completion was lost, only an object that can be the result counts as the result', async () => {
  const object = { sizeBytes: 7, etag: '"x-1"', modifiedAt: sampleTime }
  for (const [found, isOurs] of [
    [object, true],
    [{ ...object, etag: '"of-a-store-that-does-not-count"' }, true],
    [{ ...object, modifiedAt: undefined }, true],
    [{ ...object, sizeBytes: 8 }, false],
    [{ ...object, etag: '"x-2"' }, false],
    [{ ...object, modifiedAt: sampleTime - 16 * 60_000 }, false],
    [refuse('NoSuchKey', 404), false],
  ] as const) {
    const uploads = createMemoryUploads(openUpload({ completion: { sizeBytes: 7, partCount: 1 } }))
    const { ask } = createMultipartGate(uploads, { ListParts: refuse('NoSuchUpload', 404), HeadObject: found })
    const asking = ask(multipartComplete, uploadAddress)
    if (isOurs) assert.match(String((await asking).warnings), /was already completed/)
    else await assert.rejects(asking, { code: 'upload_not_found' })
    assert.equal(uploads.rows.get('upl_1')?.state, isOurs ? 'completed' : 'open')
  }
})

test('an upload that S3 does not know and was never asked to complete is not found', async () => {
  const { ask } = createMultipartGate(createMemoryUploads(openUpload()), { ListParts: refuse('NoSuchUpload', 404) })
  await assert.rejects(ask(multipartComplete, uploadAddress), { code: 'upload_not_found' })
})

test('a completed upload whose object the credential may not look at, or whose object is gone', async () => {
  const completed = openUpload({ state: 'completed', completion: { sizeBytes: 7, partCount: 1 } })
  const denied = createMultipartGate(createMemoryUploads(completed), { HeadObject: refuse('AccessDenied', 403) })
  const { size, etag, warnings } = await denied.ask(multipartComplete, uploadAddress)
  assert.deepEqual([size, etag], [7, undefined])
  assert.match(String(warnings), /may not look at the object/)
  const gone = createMultipartGate(createMemoryUploads(completed), { HeadObject: refuse('NoSuchKey', 404) })
  await assert.rejects(gone.ask(multipartComplete, uploadAddress), { code: 'object_not_found' })
})

test('a part that is named twice is refused', async () => {
  const { ask } = createMultipartGate(createMemoryUploads(openUpload()), {})
  const part = { part_number: 1, etag: 'a' }
  const json = { ...uploadedObject, parts: [part, { ...part, part_number: 2 }, part] }
  await assert.rejects(ask(multipartComplete, { upload_id: '2~a' }, { input: { text: { upload_id: '2~a' }, json } }), {
    details: [
      {
        parameter: 'parts[2].part_number',
        message: '`parts[2].part_number` repeats the number of another part: name each part once',
      },
    ],
  })
})

test('an upload that S3 has ended on its own is not found, and stays in the register for the sweeper', async () => {
  const uploads = createMemoryUploads(openUpload())
  const { ask } = createMultipartGate(uploads, {
    ListParts: refuse('NoSuchUpload', 404),
    AbortMultipartUpload: refuse('NoSuchUpload', 404),
  })
  await assert.rejects(ask(multipartShow, uploadAddress), { code: 'upload_not_found' })
  await assert.rejects(ask(multipartAbort, uploadAddress), { code: 'upload_not_found' })
  assert.equal(uploads.rows.size, 1)
})

test('an abort stays in the register, and the sweeper repeats it after an hour', async () => {
  const uploads = createMemoryUploads(openUpload())
  await createMultipartGate(uploads, { AbortMultipartUpload: undefined }).ask(multipartAbort, uploadAddress)
  assert.deepEqual(uploads.rows.get('upl_1'), openUpload({ state: 'aborted', retryAt: sampleTime + 3_600_000 }))
})

test('twenty URLs count as one request', () => {
  const cost = (part_numbers: string) => multipartParts.cost?.({ ...uploadAddress, part_numbers })
  assert.deepEqual(['1', '1-20', '1-21', '1-1000'].map(cost), [1, 1, 2, 50])
})
