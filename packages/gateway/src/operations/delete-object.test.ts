import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScriptedGate } from '../../test/samples/scripted-gate.ts'
import { deleteObject } from './delete-object.ts'

const object = { bucket: 'my-bucket', key_name: 'files/a.txt' }
const deleter = { token: { limits: { allow: ['delete:my-bucket/files/*'] } } }

test('a token whose rule names delete deletes an object', async () => {
  const { ask, asked, events } = createScriptedGate({ DeleteObject: { status: 204 } }, deleter)

  assert.deepEqual(await ask(deleteObject, object), { bucket: 'my-bucket', key: 'files/a.txt' })
  const [{ method, bucket, key, query } = assert.fail()] = asked
  assert.deepEqual(
    { method, bucket, key, query },
    { method: 'DELETE', bucket: 'my-bucket', key: 'files/a.txt', query: undefined },
  )
  assert.deepEqual(
    [events[0]?.action, events[0]?.key, events[0]?.expiresInSeconds],
    ['delete', 'files/a.txt', undefined],
  )
})

test('a token without a rule that names delete deletes nothing', async () => {
  for (const limits of [
    {},
    { allow: ['*:*'] },
    { allow: ['delete:my-bucket/other/*', 'upload:*', 'download:*', 'list:*'] },
  ]) {
    await assert.rejects(createScriptedGate({}, { token: { limits } }).ask(deleteObject, object), {
      code: 'token_not_allowed',
    })
  }
})

test('in a bucket with versions the answer names the new delete marker, or the deleted version', async () => {
  const marker = { 'x-amz-version-id': 'm1', 'x-amz-delete-marker': 'true' }
  const hidden = createScriptedGate({ DeleteObject: { status: 204, headers: marker } }, deleter)
  assert.deepEqual(await hidden.ask(deleteObject, object), {
    bucket: 'my-bucket',
    key: 'files/a.txt',
    versionId: 'm1',
    deleteMarker: true,
  })
  const gone = createScriptedGate({ DeleteObject: { status: 204, headers: { 'x-amz-version-id': 'v1' } } }, deleter)
  const text = { ...object, version_id: 'v1', request_payer: 'requester' }
  assert.deepEqual(await gone.ask(deleteObject, text), { bucket: 'my-bucket', key: 'files/a.txt', versionId: 'v1' })
  assert.deepEqual(gone.asked[0]?.query, { versionId: 'v1' })
  assert.deepEqual(gone.asked[0]?.headers, { 'x-amz-request-payer': 'requester' })
})

test('deleting a missing object succeeds, with either answer of a store', async () => {
  const { ask } = createScriptedGate(
    { DeleteObject: { status: 404, xml: '<Error><Code>NoSuchKey</Code></Error>' } },
    deleter,
  )
  assert.deepEqual(await ask(deleteObject, object), { bucket: 'my-bucket', key: 'files/a.txt' })
})

for (const { status, code, text = object, expected } of [
  { status: 403, code: 'AccessDenied', expected: 'access_denied' },
  { status: 404, code: 'NoSuchBucket', expected: 'bucket_not_found' },
  { status: 409, code: 'OperationAborted', expected: 'store_error' },
  { status: 400, code: 'InvalidArgument', expected: 'store_error' },
  { status: 400, code: 'InvalidArgument', text: { ...object, version_id: 'no' }, expected: 'invalid_request' },
]) {
  test(`${status} ${code} of ${'version_id' in text ? 'a version' : 'the object'} is ${expected}`, async () => {
    const xml = `<Error><Code>${code}</Code></Error>`
    const { ask } = createScriptedGate({ DeleteObject: { status, xml } }, deleter)

    await assert.rejects(ask(deleteObject, text), { code: expected })
  })
}
