import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
const old = { accessKeyId, region: 'us-east-1', signatureVersion: 'v2', bucketPatterns: ['old-*'] } as const
await storeAwsCredential({ dataDir }, { accessKeyId })
await storeCredential('v2', { dataDir }, { ...old, endpoint: undefined })
const token = await createToken({ dataDir })
// The tests read these URLs and never send them. The gateway must not ask AWS about the buckets either.
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const signer = { url: gateway.report.url, token }

test('a URL for AWS has the bucket and its region in the host name', async () => {
  const { signedUrl } = await sign(signer, { bucket: 'my-bucket', key_name: 'pdfs/a report.pdf', expires_in: '600' })

  const { origin, pathname, searchParams } = new URL(signedUrl)
  assert.equal(origin, 'https://my-bucket.s3.eu-central-1.amazonaws.com')
  assert.equal(pathname, '/pdfs/a%20report.pdf')
  assert.deepEqual(
    [...searchParams.keys()].sort(),
    ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Signature', 'X-Amz-SignedHeaders'],
    'no parameter that S3 would ignore or refuse',
  )
  assert.match(
    searchParams.get('X-Amz-Credential') ?? '',
    /^AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request$/,
  )
  assert.equal(searchParams.get('X-Amz-Expires'), '600')
})

test('a URL of signature version 2 has only AWSAccessKeyId, Expires and Signature in its query', async () => {
  const { signedUrl, expiresAt } = await sign(signer, { bucket: 'old-bucket', key_name: 'a.txt' })

  const { origin, pathname, searchParams } = new URL(signedUrl)
  assert.equal(origin, 'https://old-bucket.s3.us-east-1.amazonaws.com')
  assert.equal(pathname, '/a.txt')
  assert.deepEqual([...searchParams.keys()].sort(), ['AWSAccessKeyId', 'Expires', 'Signature'])
  assert.equal(searchParams.get('AWSAccessKeyId'), 'AKIAIOSFODNN7EXAMPLE')
  assert.equal(Number(searchParams.get('Expires')) * 1000, Date.parse(expiresAt))
  assert.match(searchParams.get('Signature') ?? '', /^[A-Za-z0-9+/]{27}=$/)
})

test('the URL of an upload has the requested ACL in its signed query', async () => {
  const request = { bucket: 'my-bucket', key_name: 'a.txt', type: 'upload', acl: 'public-read' }
  const { signedUrl, method, headers } = await sign(signer, request)

  assert.equal(method, 'PUT')
  assert.equal(new URL(signedUrl).searchParams.get('x-amz-acl'), 'public-read')
  assert.deepEqual(headers, {})
})

test('with SigV2, the requested ACL is a header that the answer lists', async () => {
  const request = { bucket: 'old-bucket', key_name: 'a.txt', type: 'upload', acl: 'public-read' }
  const { signedUrl, headers, warnings } = await sign(signer, request)

  assert.equal(new URL(signedUrl).searchParams.has('x-amz-acl'), false)
  assert.deepEqual(headers, { 'x-amz-acl': 'public-read' })
  assert.match(warnings?.[0] ?? '', /without a Content-Type/)
})
