import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { downloadWithCurl, uploadWithCurl } from '../servers/curl.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Each test is named after a problem that people report in the issue trackers of SDKs and tools. After the arrow follows
// what the gateway does instead.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())

const sandboxed = stack.use(await startGateway({ dataDir: join(dir.path, 'sandboxed'), args: ['--sandbox'] }))
const sandbox = { url: sandboxed.report.url, token: sandboxed.report.sandbox?.token ?? '' }

// A gateway for AWS. The tests read its URLs and never send them.
const dataDir = join(dir.path, 'aws')
await storeAwsCredential({ dataDir })
const token = await createToken({ dataDir })
const narrowed = await createToken({ dataDir }, { allow: ['upload:my-bucket/files/*'] })
const connected = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const aws = { url: connected.report.url, token }

const upload = { bucket: 'my-bucket', key_name: 'files/a.txt', type: 'upload' }

test('Content-Type of the upload differs from the signed one → it is not signed, so an upload may send any type', {
  skip: skipWithout('curl'),
}, async () => {
  const file = join(dir.path, 'a.txt')
  writeFileSync(file, 'content')
  const { signedUrl, method, headers } = await sign(sandbox, upload)

  assert.deepEqual({ method, headers }, { method: 'PUT', headers: {} })
  for (const contentType of ['video/mp4', 'text/plain; charset=utf-8', '']) {
    assert.equal(await uploadWithCurl(signedUrl, { file, headers, contentType }), 200, contentType)
  }
})

test('the SDK puts the CRC32 of an empty body into the URL → the URL has no checksum', async () => {
  const { signedUrl } = await sign(aws, upload)

  assert.doesNotMatch(signedUrl, /checksum|crc32|x-id/i)
})

test('a 307 to another region breaks the CORS preflight → the URL has the regional host', async () => {
  const { signedUrl } = await sign(aws, upload)

  assert.equal(new URL(signedUrl).host, 'my-bucket.s3.eu-central-1.amazonaws.com')
})

test('spaces, `+`, parentheses, unicode in keys → upload and download work with the key as it was sent', {
  skip: skipWithout('curl'),
}, async () => {
  const file = join(dir.path, 'odd.txt')
  const copy = join(dir.path, 'odd.copy')
  const object = { bucket: 'my-bucket', key_name: 'my files/1+1 (copy) – ünïcode 日本.txt' }
  writeFileSync(file, 'odd')
  assert.equal(await uploadWithCurl((await sign(sandbox, { ...object, type: 'upload' })).signedUrl, { file }), 200)

  const { signedUrl, key } = await sign(sandbox, object)

  assert.equal(key, object.key_name)
  assert.equal(await downloadWithCurl(signedUrl, copy), 200)
  assert.equal(readFileSync(copy, 'utf8'), 'odd')
})

test('`..` in keys: SDKs sign it, clients collapse it → a key with a segment `.` or `..` is refused', async () => {
  // With the narrowed token, a client would turn an unchecked key into one outside files/.
  for (const key_name of ['files/../admin/x', 'files/./x', 'files/..', '../files/x']) {
    for (const by of [aws, { ...aws, token: narrowed }]) {
      const error = await beRefused(by, { ...upload, key_name })
      assert.deepEqual([error.status, error.details?.[0]?.parameter], [400, 'key_name'])
    }
  }
  await sign({ ...aws, token: narrowed }, { ...upload, key_name: 'files/..hidden/a..b' })
})

test('ACLs disabled on the bucket → `private` sends no ACL', async () => {
  const { signedUrl, headers } = await sign(aws, { ...upload, acl: 'private' })

  assert.doesNotMatch(signedUrl, /acl/i)
  assert.deepEqual(headers, {})
})

test('the ACL is silently not applied → the query has it under its lower-case name', async () => {
  const { signedUrl } = await sign(aws, { ...upload, acl: 'bucket-owner-full-control' })

  // In the query, S3 looks only for the lower-case name.
  assert.match(signedUrl, /[?&]x-amz-acl=bucket-owner-full-control(&|$)/)
})

test('more than 7 days wanted → refused, and the error names the longest lifetime', async () => {
  const error = await beRefused(aws, { ...upload, expires_in: '604801' })

  assert.equal(error.status, 400)
  assert.match(error.details?.[0]?.message ?? '', /from 1 to 604800 \(7 days, the longest that S3 accepts\)/)
})

test('a dot in the bucket breaks TLS → the bucket is in the path, not in the host name', async () => {
  const { signedUrl } = await sign(aws, { ...upload, bucket: 'assets.example.com' })

  const { host, pathname } = new URL(signedUrl)
  assert.equal(host, 's3.eu-central-1.amazonaws.com')
  assert.equal(pathname, '/assets.example.com/files/a.txt')
})

test('KMS needs SigV4; appended parameters are unsigned in SigV2 → URLs have SigV4, and the store refuses an appended parameter', async () => {
  const { signedUrl } = await sign(aws, upload)

  assert.equal(new URL(signedUrl).searchParams.get('X-Amz-Algorithm'), 'AWS4-HMAC-SHA256', 'SigV4 is the default')
  const download = await sign(sandbox, { ...upload, type: 'get' })
  assert.equal((await fetch(`${download.signedUrl}&response-content-type=text/html`)).status, 403)
})
