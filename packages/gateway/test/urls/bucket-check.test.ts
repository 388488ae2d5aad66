import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, beRefused, type Signer, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { answerError, answerListing, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const object = { bucket: 'my-bucket', key_name: 'a.txt' }

/** Starts a gateway whose only credential is for the endpoint. */
async function startFor(endpoint: string, dataDir: string, env = {}): Promise<Signer & { gateway: GatewayProcess }> {
  await storeCredential('store', { dataDir }, { region: 'us-east-1', endpoint, bucketPatterns: [] })
  const token = await createToken({ dataDir })
  const gateway = await startGateway({ dataDir, env })
  return { gateway, url: gateway.report.url, token }
}

test('a bucket that the sandbox does not have gets 404 bucket_not_found', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
  const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }
  const refusal = await beRefused(signer, { ...object, bucket: 'no-such-bucket' })
  assert.equal(refusal.status, 404)
  assert.equal(refusal.code, 'bucket_not_found')
  await sign(signer, object)
})

test('a wrong secret for the sandbox gets 403 credential_refused', async () => {
  using sandboxDir = makeTempDir()
  using dir = makeTempDir()
  const dataDir = dir.path
  await using sandbox = await startGateway({ dataDir: sandboxDir.path, args: ['--sandbox'] })
  const endpoint = sandbox.report.sandbox?.endpoint
  const store = { accessKeyId: 'SANDBOX', region: 'us-east-1', endpoint, bucketPatterns: [] }
  await storeCredential('store', { dataDir }, store)
  const token = await createToken({ dataDir })
  await using gateway = await startGateway({ dataDir })
  const refusal = await beRefused({ url: gateway.report.url, token }, object)
  assert.equal(refusal.status, 403)
  assert.equal(refusal.code, 'credential_refused')
  assert.match(refusal.message, /SignatureDoesNotMatch/)
})

test('wrong region → a bucket in another region gets a URL for its own region, and S3 is asked about it only once', async () => {
  using dir = makeTempDir()
  const s3 = await startScriptedS3((request, response) =>
    request.url?.includes('%2Feu-west-3%2Fs3%2F')
      ? answerListing()(request, response)
      : answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-3' })(request, response),
  )
  const { gateway, ...signer } = await startFor(s3.endpoint, dir.path)
  const { signedUrl } = await sign(signer, object)
  assert.match(signedUrl, /%2Feu-west-3%2Fs3%2Faws4_request/)
  const asked = s3.requests.length
  assert.match((await sign(signer, { ...object, key_name: 'b.txt' })).signedUrl, /%2Feu-west-3%2Fs3%2F/)
  assert.equal(s3.requests.length, asked, 'S3 is not asked about the bucket again')
  await gateway.stop()
  await s3.close()
})

test('a key that the credential may not read gets 403; an upload to the same key is signed with a warning', async () => {
  using dir = makeTempDir()
  const s3 = await startScriptedS3(answerError(403, 'AccessDenied'))
  const { gateway, ...signer } = await startFor(s3.endpoint, dir.path)
  const refusal = await beRefused(signer, object)
  assert.equal(refusal.status, 403)
  assert.equal(refusal.code, 'access_denied')
  const { warnings } = await sign(signer, { ...object, type: 'upload' })
  assert.match(warnings?.join() ?? '', /may not list the bucket/)
  await gateway.stop()
  await s3.close()
})

test('a store that does not answer is asked once, and both requests are signed with a warning', async () => {
  using dir = makeTempDir()
  const s3 = await startScriptedS3(() => {})
  const { gateway, ...signer } = await startFor(s3.endpoint, dir.path)
  const first = await sign(signer, object)
  assert.match(first.warnings?.join() ?? '', /could not be checked: S3 did not answer within 2 seconds/)
  const second = await sign(signer, { ...object, bucket: 'other-bucket' })
  assert.match(second.warnings?.join() ?? '', /could not be checked/)
  assert.equal(s3.requests.length, 1, 'S3 is not asked again at once')
  await gateway.stop()
  await s3.close()
})

test('with SIGNPOST_BUCKET_CHECK=off, the gateway sends S3 nothing', async () => {
  using dir = makeTempDir()
  const s3 = await startScriptedS3(answerError(404, 'NoSuchBucket'))
  const { gateway, ...signer } = await startFor(s3.endpoint, dir.path, { SIGNPOST_BUCKET_CHECK: 'off' })
  assert.equal((await ask(signer, object)).status, 200)
  assert.deepEqual(s3.requests, [])
  await gateway.stop()
  await s3.close()
})

test('an endpoint with a private address is refused unless the configuration allows it', async () => {
  using dir = makeTempDir()
  const add = [
    'credential',
    'add',
    'store',
    '--unchecked',
    '--access-key-id',
    'AKIAIOSFODNN7EXAMPLE',
    '--region',
    'us-east-1',
  ]
  const endpoint = ['--endpoint', 'http://192.168.1.5:9000']
  const secret = { SIGNPOST_SECRET_ACCESS_KEY: 'a-secret' }
  const refused = await runSignpost([...add, ...endpoint], { dataDir: dir.path, env: secret })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /SIGNPOST_ALLOW_PRIVATE_ENDPOINTS/)
  const env = { ...secret, SIGNPOST_ALLOW_PRIVATE_ENDPOINTS: 'on' }
  assert.equal((await runSignpost([...add, ...endpoint], { dataDir: dir.path, env })).code, 0)
})
