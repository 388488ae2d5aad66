import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SampleGateOptions } from '../../test/samples/sample-gate.ts'
import { createScriptedGate } from '../../test/samples/scripted-gate.ts'
import { S3Unreachable } from '../s3/s3-error.ts'
import { headObject } from './head-object.ts'

const object = { bucket: 'my-bucket', key_name: 'files/a.txt' }
const headers = {
  'content-length': '5',
  'content-type': 'text/plain',
  etag: '"5d41402abc4b2a76b9719d911017c592"',
  'last-modified': 'Thu, 15 Jan 2026 12:03:41 GMT',
  'x-amz-meta-author': 'ada',
  'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
  'x-amz-version-id': 'v1',
  'x-amz-storage-class': 'STANDARD_IA',
}
const uploadOnly: SampleGateOptions = { token: { limits: { allow: ['upload:my-bucket/files/*'] } } }

test('a token that may download the object is told everything that S3 says', async () => {
  const { ask, asked } = createScriptedGate({ HeadObject: { headers } })

  assert.deepEqual(await ask(headObject, { ...object, version_id: 'v1', request_payer: 'requester' }), {
    bucket: 'my-bucket',
    key: 'files/a.txt',
    size: 5,
    contentType: 'text/plain',
    etag: '"5d41402abc4b2a76b9719d911017c592"',
    lastModified: '2026-01-15T12:03:41Z',
    metadata: { author: 'ada' },
    checksums: { sha256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' },
    versionId: 'v1',
    storageClass: 'STANDARD_IA',
  })
  assert.deepEqual(asked[0]?.query, { versionId: 'v1' })
  assert.deepEqual(asked[0]?.headers, { 'x-amz-checksum-mode': 'ENABLED', 'x-amz-request-payer': 'requester' })
})

test('a token that may only upload is told only size, ETag and time', async () => {
  const { ask, asked, events } = createScriptedGate({ HeadObject: { headers } }, uploadOnly)

  assert.deepEqual(await ask(headObject, object), {
    bucket: 'my-bucket',
    key: 'files/a.txt',
    size: 5,
    etag: '"5d41402abc4b2a76b9719d911017c592"',
    lastModified: '2026-01-15T12:03:41Z',
  })
  assert.deepEqual(asked[0]?.headers, {})
  const [{ action, outcome, key, expiresInSeconds } = assert.fail()] = events
  assert.deepEqual([action, outcome, key, expiresInSeconds], ['upload', 'allowed', 'files/a.txt', undefined])
})

test('a token that may do neither is told nothing, and S3 is not asked', async () => {
  for (const allow of ['list:my-bucket/*', 'delete:my-bucket/*', 'upload:my-bucket/other/*', 'download:my-buckets/*']) {
    const { ask, asked, events } = createScriptedGate(
      { HeadObject: { headers } },
      { token: { limits: { allow: [allow] } } },
    )

    await assert.rejects(ask(headObject, object), {
      code: 'token_not_allowed',
      message: /does not allow this download/,
    })
    assert.deepEqual([asked.length, events[0]?.action, events[0]?.outcome], [0, 'download', 'denied'])
  }
})

test('HEAD of a missing object is a 404, and S3 is asked again each time', async () => {
  const { ask, asked } = createScriptedGate({ HeadObject: { status: 404 } })

  await assert.rejects(ask(headObject, object), { code: 'object_not_found' })
  await assert.rejects(ask(headObject, object), { code: 'object_not_found' })
  assert.equal(asked.length, 2)
})

const entry = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`

for (const { name, listing, code, message } of [
  {
    name: 'the object exists, and access is denied',
    listing: { xml: `<ListBucketResult>${entry('files/a.txt')}</ListBucketResult>` },
    code: 'access_denied',
    message: /exists, but S3 does not let the credential/,
  },
  {
    name: 'the object is missing',
    listing: { xml: '<ListBucketResult></ListBucketResult>' },
    code: 'object_not_found',
    message: /no object with this key/,
  },
  {
    name: 'the object is missing, and another key begins with the same text',
    listing: { xml: `<ListBucketResult>${entry('files/a.txt2')}</ListBucketResult>` },
    code: 'object_not_found',
    message: /no object with this key/,
  },
  {
    name: 'S3 does not say which',
    listing: { status: 403, xml: '<Error><Code>AccessDenied</Code></Error>' },
    code: 'access_denied',
    message: /or there is no such object/,
  },
  {
    name: 'the credential is invalid',
    listing: { status: 403, xml: '<Error><Code>InvalidAccessKeyId</Code></Error>' },
    code: 'credential_refused',
    message: /refuses the credential /,
  },
  {
    name: 'S3 has become unreachable',
    listing: new S3Unreachable(),
    code: 'access_denied',
    message: /or there is no such object/,
  },
]) {
  test(`403 for a key that does not exist: ${name}`, async () => {
    const { ask, asked } = createScriptedGate({ HeadObject: { status: 403 }, ListObjectsV2: listing })

    await assert.rejects(ask(headObject, object), { code, message })
    assert.deepEqual(asked[1]?.query?.prefix, 'files/a.txt')
  })
}

test('an impossible version id is a 400, and a delete marker a 404', async () => {
  const version = { ...object, version_id: 'v2' }

  await assert.rejects(createScriptedGate({ HeadObject: { status: 400 } }).ask(headObject, version), {
    code: 'invalid_request',
    details: [
      {
        parameter: 'version_id',
        message: '`version_id` is not a version id of this store: send one exactly as the store returned it',
      },
    ],
  })
  await assert.rejects(createScriptedGate({ HeadObject: { status: 405 } }).ask(headObject, version), {
    code: 'object_not_found',
    message: /delete marker/,
  })
})

test('an unreachable S3, and an answer of S3 without a size, are errors of the store', async () => {
  await assert.rejects(createScriptedGate({ HeadObject: new S3Unreachable() }).ask(headObject, object), {
    code: 'store_error',
  })
  await assert.rejects(createScriptedGate({ HeadObject: { headers: {} } }).ask(headObject, object), {
    code: 'store_error',
  })
})
