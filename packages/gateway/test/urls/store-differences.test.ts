import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Secret } from '../../src/core/secret.ts'
import { beRefused, type Signer, sign } from '../samples/sign.ts'
import { type CredentialFields, createToken, storeCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { answerError, answerListing, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

// Differences between stores, and what a store says. As in common-mistakes.test.ts, the text before an arrow is a problem that
// people report in the issue trackers of SDKs and tools. After the arrow follows what the gateway does.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const s3 = stack.adopt(await startScriptedS3(answerListing()), (server) => server.close())

/** The credential of each store. No host name under `.invalid` can be found. */
const stores: Readonly<Record<string, CredentialFields>> = {
  aws: { region: 'eu-central-1' },
  r2: { region: 'auto', endpoint: 'https://0123.r2.cloudflarestorage.com' },
  b2: { region: 'eu-central-003', preset: 'b2' },
  spaces: { region: 'fra1', preset: 'spaces' },
  ceph: { region: 'default', preset: 'ceph', endpoint: 'https://ceph.store.invalid' },
  minio: { region: 'us-east-1', preset: 'minio', endpoint: 'https://minio.store.invalid', acceptsOpenStore: true },
  old: { region: 'default', endpoint: 'https://old.store.invalid', signatureVersion: 'v2' },
}
for (const [name, store] of Object.entries(stores)) await add(name, store)
const token = await createToken({ dataDir })
const unchecked = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const checked = stack.use(await startGateway({ dataDir }))
const signer = { url: unchecked.report.url, token }
const checking = { url: checked.report.url, token }

const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const upload = { ...object, type: 'upload' }

test('the URLs of each store have its own host, addressing style and signature version', async () => {
  for (const [credential, address] of [
    ['aws', 'https://my-bucket.s3.eu-central-1.amazonaws.com/a.txt?X-Amz-Algorithm='],
    ['r2', 'https://0123.r2.cloudflarestorage.com/my-bucket/a.txt?X-Amz-Algorithm='],
    ['b2', 'https://my-bucket.s3.eu-central-003.backblazeb2.com/a.txt?X-Amz-Algorithm='],
    ['spaces', 'https://my-bucket.fra1.digitaloceanspaces.com/a.txt?X-Amz-Algorithm='],
    ['ceph', 'https://ceph.store.invalid/my-bucket/a.txt?X-Amz-Algorithm='],
    ['minio', 'https://minio.store.invalid/my-bucket/a.txt?X-Amz-Algorithm='],
    ['old', 'https://old.store.invalid/my-bucket/a.txt?AWSAccessKeyId='],
  ] as const) {
    const { signedUrl, headers } = await sign(signer, { ...upload, credential })
    assert.equal(signedUrl.slice(0, address.length), address)
    assert.deepEqual(headers, {})
  }
})

test('ACLs disabled on the bucket → `private` sends no ACL to any store, and the document explains other ACLs', async () => {
  for (const credential of Object.keys(stores)) {
    const { signedUrl, headers } = await sign(signer, { ...upload, acl: 'private', credential })
    assert.doesNotMatch(signedUrl, /acl=/i)
    assert.deepEqual(headers, {})
  }
  const definition = await (await fetch(`${signer.url}/awss3/definition`)).text()
  assert.match(definition, /needs a bucket with ACLs enabled/, 'the document explains every other ACL')
})

test('the ACL is silently not applied → it is sent where the store reads it, or refused', async () => {
  const asked = { ...upload, acl: 'public-read' }
  const aws = await sign(signer, { ...asked, credential: 'aws' })
  assert.match(aws.signedUrl, /[?&]x-amz-acl=public-read&/)
  assert.deepEqual(aws.headers, {})
  for (const credential of ['ceph', 'spaces', 'old']) {
    const { signedUrl, headers } = await sign(signer, { ...asked, credential })
    assert.doesNotMatch(signedUrl, /acl=/)
    assert.deepEqual(headers, { 'x-amz-acl': 'public-read' })
  }
  for (const credential of ['r2', 'b2', 'minio']) {
    const { status, details } = await beRefused(signer, { ...asked, credential })
    assert.deepEqual([status, details?.[0]?.parameter], [400, 'acl'])
    assert.match(
      details?.[0]?.message ?? '',
      /^`acl` must be left out or be private: (Cloudflare R2|Backblaze B2|MinIO) /,
    )
  }
})

test('the URL outlives the temporary credential → it expires with the credential, and `expiresAt` says so', async () => {
  let passedMs = 0
  const env = { SIGNPOST_BUCKET_CHECK: 'off' }
  await using gateway = await startComposedGateway({ dataDir, env, clock: () => Date.now() + passedMs })
  const later = { url: gateway.url, token }
  const end = Date.now() + 300_000
  await add('brief', { expiresAt: end, sessionToken: new Secret('a-session') })
  const asked = { ...object, credential: 'brief', expires_in: '600' }
  await waitUntil('the gateway knows the credential', async () => isSigned(later, asked))

  const { signedUrl, expiresAt, warnings } = await sign(later, asked)

  const { searchParams } = new URL(signedUrl)
  assert.ok(Date.parse(expiresAt) <= end && Date.parse(expiresAt) > end - 3000, 'the URL expires with the credential')
  assert.ok(Number(searchParams.get('X-Amz-Expires')) <= 300)
  assert.equal(searchParams.get('X-Amz-Security-Token'), 'a-session')
  assert.match(warnings?.join() ?? '', /expires earlier than requested/)
  passedMs = 300_000
  const { status, code, message } = await beRefused(later, asked)
  assert.deepEqual([status, code], [403, 'credential_refused'])
  assert.match(message, /temporary credential brief has expired/)
})

test('clock skew → the answer warns, even if S3 refuses the probe as expired', async () => {
  await add('skewed', { endpoint: s3.endpoint, bucketPatterns: ['skewed-*'] })
  const asked = { ...object, bucket: 'skewed-a' }
  s3.answerWith(answerListing({ date: new Date(Date.now() + 120_000).toUTCString() }))
  await waitUntil('the gateway knows the credential', async () =>
    isSigned(checking, { ...asked, credential: 'skewed' }),
  )
  assert.match((await sign(checking, asked)).warnings?.join() ?? '', /clock is 1\d\d seconds behind S3’s/)

  // The clock is so far behind that the probe has expired for S3. This AccessDenied is not about rights.
  s3.answerWith(answerError(403, 'AccessDenied', { date: new Date(Date.now() + 900_000).toUTCString() }))
  const { warnings } = await sign(checking, { ...asked, bucket: 'skewed-b' })
  assert.match(warnings?.join() ?? '', /could not be checked: the gateway’s clock is \d+ seconds behind S3’s/)
})

test('an internal host name is signed → the URL has the public host, and the gateway asks at the internal endpoint', async () => {
  // The gateway reaches the store at the scripted server; clients reach it by its public name.
  const publicEndpoint = 'https://files.store.invalid'
  await add('inside', { endpoint: s3.endpoint, publicEndpoint, bucketPatterns: ['inside-*'] })
  const asked = { ...object, bucket: 'inside-bucket' }
  s3.answerWith(answerListing())
  s3.requests.length = 0
  await waitUntil('the gateway knows the credential', async () =>
    isSigned(checking, { ...asked, credential: 'inside' }),
  )

  const { signedUrl, warnings } = await sign(checking, asked)

  assert.equal(new URL(signedUrl).origin, 'https://files.store.invalid')
  assert.equal(warnings, undefined, 'the store was asked, and answered')
  assert.equal(s3.requests.length, 1)
  assert.match(s3.requests[0] ?? '', /^GET \/inside-bucket\?/, 'the gateway asks at the internal endpoint')
  s3.answerWith(answerError(404, 'NoSuchBucket'))
  assert.equal((await beRefused(checking, { ...asked, bucket: 'inside-missing' })).code, 'bucket_not_found')
  const tested = await runSignpost(['credential', 'test', 'inside'], { dataDir })
  assert.equal(tested.code, 0, 'credential test also asks at the internal endpoint')
})

test('an upload to a store that cannot be reached is signed with a warning, and signature version 2 adds another', async () => {
  const { signedUrl, warnings } = await sign(checking, { ...upload, credential: 'old' })

  assert.match(signedUrl, /^https:\/\/old\.store\.invalid\//)
  assert.match(
    warnings?.join(' ') ?? '',
    /could not be checked: S3 cannot be reached: its host name was not found\. .*signature version 2/,
  )
})

function add(name: string, store: CredentialFields) {
  return storeCredential(name, { dataDir }, { endpoint: undefined, bucketPatterns: [], ...store })
}

async function isSigned(by: Signer, params: Readonly<Record<string, string>>): Promise<boolean> {
  return sign(by, params).then(
    () => true,
    () => false,
  )
}
