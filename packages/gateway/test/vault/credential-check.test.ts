import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testCredential } from '../../src/admin/test-credential.ts'
import { administer } from '../samples/administer.ts'
import { storeCredential } from '../samples/store-credential.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { answerError, answerListing, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const s3 = stack.adopt(await startScriptedS3(answerListing()), (server) => server.close())
await storeCredential('main', { dataDir }, { endpoint: s3.endpoint, bucketPatterns: [] })

for (const { title, script, bucket, status, explanation } of [
  { title: 'keys that S3 knows', script: answerError(404, 'NoSuchBucket'), status: 'good', explanation: /knows/ },
  {
    title: 'a bucket that may be listed',
    script: answerListing(),
    bucket: 'my-bucket',
    status: 'good',
    explanation: /may list my-bucket/,
  },
  {
    title: 'a bucket that may not be listed',
    script: answerError(403, 'AccessDenied'),
    bucket: 'my-bucket',
    status: 'good',
    explanation: /may not list my-bucket \(s3:ListBucket\): single uploads and downloads may still work/,
  },
  {
    title: 'a bucket that does not exist',
    script: answerError(404, 'NoSuchBucket'),
    bucket: 'my-bucket',
    status: 'bucket_missing',
    explanation: /my-bucket does not exist/,
  },
  {
    title: 'a wrong secret',
    script: answerError(403, 'SignatureDoesNotMatch'),
    status: 'refused',
    explanation: /secret access key does not belong to this ID\. .* `signpost credential rotate`/,
  },
  {
    title: 'an access key that R2 does not know',
    script: answerError(401, 'Unauthorized'),
    status: 'refused',
    explanation: /does not know the access key ID/,
  },
  {
    title: 'a clock that is far off',
    script: answerError(403, 'AccessDenied', { date: 'Thu, 01 Jan 2015 00:00:00 GMT' }),
    status: 'unknown',
    explanation: /clock is \d+ seconds ahead of S3’s/,
  },
]) {
  test(`a credential is tested: ${title}`, async () => {
    s3.answerWith(script)

    const report = await administer({ dataDir }, (dependencies) =>
      testCredential.run({ name: 'main', bucket }, dependencies),
    )

    assert.equal(report.status, status)
    assert.match(report.explanation, explanation)
  })
}

test('credential test reports what S3 says, and its exit code says whether the credential works', async () => {
  for (const [script, code, status] of [
    [answerListing(), 0, 'good'],
    [answerError(403, 'SignatureDoesNotMatch'), 1, 'refused'],
    [answerError(404, 'NoSuchBucket'), 1, 'bucket_missing'],
    [answerError(403, 'AccessDenied', { date: 'Thu, 01 Jan 2015 00:00:00 GMT' }), 1, 'unknown'],
  ] as const) {
    s3.answerWith(script)
    const tried = await runSignpost(['credential', 'test', 'main', '--bucket', 'my-bucket', '--json'], { dataDir })

    assert.equal((JSON.parse(tried.stdout) as { status: string }).status, status)
    assert.deepEqual([tried.code, tried.stderr], [code, ''])
    assert.match(s3.requests.at(-1) ?? '', /^GET \/my-bucket\?/)
  }
})

test('credential test reports a mistake that is not at S3: a bucket name, a master key', async () => {
  const bucket = await runSignpost(['credential', 'test', 'main', '--bucket', '../x'], { dataDir })
  assert.equal(bucket.code, 1)
  assert.match(bucket.stderr, /^signpost: --bucket must /)
  const env = { SIGNPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
  const key = await runSignpost(['credential', 'test', 'main'], { dataDir, env })
  assert.deepEqual([key.code, key.stderr], [1, ''])
  assert.match(key.stdout, /^main: its secret does not open\. .* needs the master key/)
  const json = await runSignpost(['credential', 'test', 'main', '--json'], { dataDir, env })
  assert.deepEqual([json.code, JSON.parse(json.stdout).status], [1, 'secret_unreadable'])
})
