import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { Operation } from './operation.ts'
import { signedUrl } from './signed-url.ts'
import { signedUrlForFetch } from './signed-url-for-fetch.ts'
import { signedUrlForUpload } from './signed-url-for-upload.ts'

const object = { bucket: 'my-bucket', key_name: 'pdfs/report.pdf' }

for (const { operation, params, method } of [
  { operation: signedUrl, params: object, method: 'GET' },
  { operation: signedUrl, params: { ...object, type: 'get' }, method: 'GET' },
  { operation: signedUrl, params: { ...object, type: 'upload' }, method: 'PUT' },
  { operation: signedUrlForFetch, params: object, method: 'GET' },
  { operation: signedUrlForUpload, params: object, method: 'PUT' },
]) {
  test(`${operation.name} with ${JSON.stringify(params)} signs a ${method}`, async () => {
    const { signedUrl: url, ...rest } = await handle(operation, params)

    assert.deepEqual(rest, {
      expiresAt: '2026-01-02T03:09:05Z',
      bucket: 'my-bucket',
      key: 'pdfs/report.pdf',
      method,
      headers: {},
    })
    const { host, pathname, searchParams } = new URL(String(url))
    assert.equal(host, 'my-bucket.s3.eu-central-1.amazonaws.com')
    assert.equal(pathname, '/pdfs/report.pdf')
    assert.equal(searchParams.get('X-Amz-Expires'), '300')
    assert.equal(searchParams.get('X-Amz-Date'), '20260102T030405Z')
  })
}

test('upload and download of the same object are signed differently', async () => {
  const [upload, download] = [await handle(signedUrlForUpload, object), await handle(signedUrlForFetch, object)]

  assert.notEqual(upload.signedUrl, download.signedUrl)
})

test('signed_url with a type returns the same URL as the operation for that type', async () => {
  const upload = { ...object, acl: 'public-read' }

  assert.deepEqual(await handle(signedUrl, { ...upload, type: 'upload' }), await handle(signedUrlForUpload, upload))
  assert.deepEqual(await handle(signedUrl, { ...object, type: 'get' }), await handle(signedUrlForFetch, object))
})

test('acl on a download is ignored with a warning', async () => {
  const plain = await handle(signedUrl, object)
  const { warnings, ...withAcl } = await handle(signedUrl, { ...object, acl: 'public-read' })

  assert.deepEqual(withAcl, plain)
  assert.deepEqual(warnings, ['`acl` is ignored: it applies to uploads only, and `type` is `get`'])
  const forFetch = await handle(signedUrlForFetch, { ...object, acl: 'public-read' })
  assert.match(String(forFetch.warnings), /`acl` is ignored; the parameters are bucket, key_name, expires_in/)
})

test('the URL outlives the temporary credential', async () => {
  const credentials = [{ isDefault: true, expiresAt: sampleTime + 100_999 }]

  const { expiresAt, warnings } = await handle(signedUrl, { ...object, expires_in: '600' }, { credentials })

  assert.equal(Date.parse(String(expiresAt)), sampleTime + 100_000)
  assert.match(String(warnings), /expires earlier than requested/)
  const ended = { credentials: [{ isDefault: true, expiresAt: sampleTime + 999 }] }
  await assert.rejects(handle(signedUrl, object, ended), { code: 'credential_refused' })
})

test('with SigV2 the ACL is a header to send, and a warning mentions the Content-Type', async () => {
  const credentials = [{ isDefault: true, signatureVersion: 'v2' as const }]

  const upload = await handle(signedUrlForUpload, { ...object, acl: 'public-read' }, { credentials })
  const download = await handle(signedUrlForFetch, object, { credentials })

  assert.deepEqual(upload.headers, { 'x-amz-acl': 'public-read' })
  assert.match(String(upload.warnings), /without a Content-Type/)
  assert.ok(!('warnings' in download))
  assert.deepEqual(
    [...new URL(String(download.signedUrl)).searchParams.keys()],
    ['AWSAccessKeyId', 'Expires', 'Signature'],
  )
})

function handle(
  operation: Operation,
  text: Record<string, string>,
  options: Parameters<typeof createSampleGate>[0] = {},
): Promise<Record<string, unknown>> {
  return createSampleGate(options).ask(operation, text)
}
