import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { listCredentials } from '../../src/admin/list-credentials.ts'
import { removeCredential } from '../../src/admin/remove-credential.ts'
import { administer } from '../samples/administer.ts'
import { ask, sign } from '../samples/sign.ts'
import { type CredentialFields, createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { answerError, answerListing, type Script, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const s3 = stack.adopt(await startScriptedS3(answerListing()), (server) => server.close())
const object = { bucket: 'my-bucket', key_name: 'a.txt' }

await add('main', { accessKeyId: 'AKIDOLD', secret: 'old-secret' })
const token = await createToken({ dataDir })
const gateway = stack.use(await startGateway({ dataDir }))
const signer = { url: gateway.report.url, token }

beforeEach(() => s3.answerWith(knowing('AKIDOLD', 'AKIDNEW')))

test('a running gateway fails no request while keys are rotated, and signs with the new ones afterwards', async () => {
  const used: string[] = []
  let isOver = false
  const load = async () => {
    while (!isOver) used.push(readAccessKey((await sign(signer, object)).signedUrl))
  }
  const loads = [load(), load(), load(), load()]
  await waitUntil('URLs are signed with the old key', () => used.length > 20)

  const rotated = await rotate('main', 'AKIDNEW', 'new-secret')

  await waitUntil('URLs are signed with the new key', () => used.at(-1) === 'AKIDNEW')
  // The old key is gone now; nothing may still ask S3 with it.
  s3.answerWith(knowing('AKIDNEW'))
  const sofar = used.length
  await waitUntil('more URLs are signed', () => used.length > sofar + 20)
  isOver = true
  await Promise.all(loads)
  assert.equal(rotated.code, 0, rotated.stderr)
  assert.equal(used[0], 'AKIDOLD')
  assert.equal(
    new Set(used.slice(used.indexOf('AKIDNEW'))).size,
    1,
    'once the new key signs, the old key no longer does',
  )
  const { signedUrl, expiresAt } = await sign(signer, object)
  const credentials = { accessKeyId: 'AKIDNEW', secretAccessKey: 'new-secret' }
  const expected = createPresigner({ credentials, region: 'us-east-1', endpoint: s3.endpoint }).presign({
    method: 'GET',
    bucket: object.bucket,
    key: object.key_name,
    expiresInSeconds: 300,
    signedAt: Date.parse(expiresAt) - 300_000,
  })
  assert.equal(signedUrl, expected.url)
})

test('keys that S3 refuses change nothing, unless the rotation is forced', async () => {
  const before = await list()
  const refused = await rotate('main', 'AKIDWRONG', 'wrong')

  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /^signpost: Nothing was changed\. S3 refuses it: InvalidAccessKeyId\. /)
  assert.match(refused.stderr, /--force replaces the keys anyway/)
  assert.doesNotMatch(refused.stderr, /wrong/)
  assert.deepEqual(await list(), before)
  const forced = await rotate('main', 'AKIDWRONG', 'wrong', '--force')
  assert.equal(forced.code, 0)
  assert.equal((await list())[0]?.accessKeyId, 'AKIDWRONG')
  await waitUntil('the gateway answers 403', async () => (await ask(signer, object)).status === 403)
  // Another rotation puts this right, and the refusal is not remembered.
  await rotate('main', 'AKIDNEW', 'new-secret')
  await waitUntil('the gateway answers 200', async () => (await ask(signer, object)).status === 200)
})

test('keys that could not be checked change nothing; with --unchecked they are stored with a note', async () => {
  s3.answerWith(answerError(503, 'SlowDown'))
  const refused = await rotate('main', 'AKIDUNSEEN', 'a-secret')
  const { code, stderr, stdout } = await rotate('main', 'AKIDUNSEEN', 'a-secret', '--json', '--unchecked')

  assert.equal(refused.code, 1)
  assert.match(
    refused.stderr,
    /^signpost: Nothing was changed\. The credential could not be checked: S3 answered 503 SlowDown\. \(--unchecked/,
  )
  assert.equal(code, 0)
  assert.match(stderr, /stored unchecked\. The credential could not be checked: S3 answered 503 SlowDown\./)
  assert.equal((JSON.parse(stdout) as { check: string }).check, 'unknown')
  await rotate('main', 'AKIDNEW', 'new-secret')
})

test('a rotation changes the keys and nothing else', async () => {
  await add('whole', {
    bucketPatterns: ['only-this', 'logs-*'],
    publicEndpoint: 'https://files.example.com',
    addressing: 'path',
    aclPlacement: 'header',
  })
  const before = (await list()).find(({ name }) => name === 'whole')

  await rotate('whole', 'AKIDNEW', 'new-secret')

  assert.deepEqual(
    (await list()).find(({ name }) => name === 'whole'),
    { ...before, accessKeyId: 'AKIDNEW' },
  )
  assert.match(s3.requests.at(-1) ?? '', /^GET \/only-this\?/, 'S3 is asked about the bucket of the credential')
  await remove('whole')
})

test('temporary keys give the credential an expiry, and permanent keys remove it', async () => {
  const end = new Date(Date.now() + 3_600_000).toISOString()
  const env = { SIGNPOST_SECRET_ACCESS_KEY: 'a-secret', SIGNPOST_SESSION_TOKEN: 'a-session' }
  const args = ['credential', 'rotate', 'main', '--access-key-id', 'AKIDNEW', '--expires-at', end]
  await readSignpost(args, { dataDir, env })
  assert.equal((await list())[0]?.expiresAt, Date.parse(end))
  assert.match(s3.requests.at(-1) ?? '', /X-Amz-Security-Token=a-session/)
  await waitUntil('URLs have the session token', async () =>
    (await sign(signer, object)).signedUrl.includes('a-session'),
  )

  await rotate('main', 'AKIDNEW', 'new-secret')

  assert.ok(!('expiresAt' in ((await list())[0] ?? {})))
  await waitUntil(
    'URLs have no session token',
    async () => !(await sign(signer, object)).signedUrl.includes('a-session'),
  )
})

test('a credential that becomes the default while another one is rotated stays the default', async () => {
  // S3 answers the check of the new keys only when the other credential is stored.
  const held = Promise.withResolvers<void>()
  s3.answerWith((request, response) => void held.promise.then(() => answerListing()(request, response)))
  const asked = s3.requests.length
  const rotating = rotate('main', 'AKIDNEW', 'new-secret')
  await waitUntil('S3 is asked about the new keys', () => s3.requests.length > asked)

  await add('late', { isDefault: true })
  held.resolve()
  assert.equal((await rotating).code, 0)

  const defaults = (await list()).filter(({ isDefault }) => isDefault).map(({ name }) => name)
  assert.deepEqual(defaults, ['late'])
  await remove('late')
})

/** Answers as a store that knows these access keys, and refuses all others as S3 does. */
function knowing(...accessKeyIds: readonly string[]): Script {
  return (request, response) => {
    const known = accessKeyIds.includes(readAccessKey(`http://s3${request.url}`))
    const answer = known ? answerListing() : answerError(403, 'InvalidAccessKeyId')
    answer(request, response)
  }
}

function readAccessKey(url: string): string {
  return new URL(url).searchParams.get('X-Amz-Credential')?.split('/')[0] ?? ''
}

function add(name: string, fields: CredentialFields) {
  const store = { region: 'us-east-1', endpoint: s3.endpoint, bucketPatterns: [] }
  return storeCredential(name, { dataDir }, { ...store, ...fields })
}

function remove(name: string) {
  return administer({ dataDir }, (dependencies) => removeCredential.run({ name }, dependencies))
}

function rotate(name: string, accessKeyId: string, input: string, ...args: readonly string[]) {
  return runSignpost(['credential', 'rotate', name, '--access-key-id', accessKeyId, ...args], { dataDir, input })
}

async function list() {
  return (await administer({ dataDir }, (dependencies) => listCredentials.run({}, dependencies))).credentials
}
