import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { storeCredential } from '../samples/store-credential.ts'
import { type CephServer, cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const origin = 'https://app.example.com'
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
let ceph: CephServer | undefined
if (skipWithoutCeph === false) {
  ceph = stack.use(await startCeph())
  for (const bucket of ['merged', 'extended', 'signed-old']) await ceph.createBucket(bucket)
  await ceph.createBucket('of-bob', cephUsers.bob)
  const store = { ...cephUsers.alice, preset: 'ceph', bucketPatterns: [] } as const
  await storeCredential('path', { dataDir }, { ...store, endpoint: ceph.endpoint })
  await storeCredential('virtual', { dataDir }, { ...store, endpoint: ceph.virtualEndpoint, addressing: 'virtual' })
  await storeCredential('old', { dataDir }, { ...store, endpoint: ceph.endpoint, signatureVersion: 'v2' })
}

function run(command: string, bucket: string, ...options: readonly string[]) {
  const yes = command.startsWith('cors set') ? ['--yes'] : []
  return runSignpost([...command.split(' '), '--bucket', bucket, '--origin', origin, ...options, ...yes], { dataDir })
}

/** Reads the CORS rules of a bucket from Ceph. */
async function readRules(bucket: string): Promise<string> {
  const { endpoint } = ceph as CephServer
  const answer = await fetch(signForCeph(endpoint, cephUsers.alice, { method: 'GET', bucket, query: { cors: '' } }))
  return answer.text()
}

describe('at Ceph', { skip: skipWithoutCeph }, () => {
  test('cors set keeps the existing rule, and allows the origin', async () => {
    const { endpoint } = ceph as CephServer
    const rule =
      '<CORSRule><ID>theirs</ID><AllowedMethod>GET</AllowedMethod><AllowedMethod>DELETE</AllowedMethod><AllowedOrigin>*</AllowedOrigin>' +
      '<AllowedHeader>range</AllowedHeader><MaxAgeSeconds>77</MaxAgeSeconds><ExposeHeader>x-amz-version-id</ExposeHeader></CORSRule>'
    const url = signForCeph(endpoint, cephUsers.alice, { method: 'PUT', bucket: 'merged', query: { cors: '' } })
    const body = `<CORSConfiguration>${rule}</CORSConfiguration>`
    assert.equal((await fetch(url, { method: 'PUT', body })).status, 200)

    const before = await run('cors check path', 'merged')
    const unasked = await runSignpost(['cors', 'set', 'path', '--bucket', 'merged', '--origin', origin], { dataDir })
    assert.deepEqual([unasked.code, (await readRules('merged')).includes(origin)], [1, false])
    const { code, stdout, stderr } = await run('cors set virtual', 'merged')
    const after = await run('cors check path', 'merged')

    assert.equal(before.code, 1)
    assert.match(before.stdout, /^Missing the method PUT, POST, HEAD\. The store answered 403 AccessDenied\. /m)
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^https:\/\/app\.example\.com +PUT POST GET HEAD +content-type +x-amz-version-id ETag +3600$/m)
    assert.match(stdout, /^virtual: asked http:\/\/merged\.s3\.localhost:\d+ as a browser would$/m)
    assert.equal(after.code, 0)
    const rules = await readRules('merged')
    assert.ok(rules.includes(rule), rules)
    assert.equal(rules.match(/<CORSRule>/g)?.length, 2)
    assert.ok(rules.indexOf(origin) < rules.indexOf('theirs'), rules)
  })

  test('a second cors set extends the rule, and a third one has nothing to do', async () => {
    await run('cors set path', 'extended', '--method', 'PUT')
    const lacking = await run('cors check path', 'extended', '--method', 'PUT', '--header', 'x-amz-meta-a')
    await run('cors set path', 'extended', '--method', 'DELETE', '--header', 'x-amz-meta-*')
    const report = await readSignpost<{ exposesEtag: string; methods: { method: string }[] }>(
      ['cors', 'check', 'path', '--bucket', 'extended', '--origin', origin].concat([
        '--method',
        'PUT',
        '--method',
        'DELETE',
        '--header',
        'x-amz-meta-a',
      ]),
      { dataDir },
    )
    const third = await run('cors set path', 'extended', '--method', 'PUT', '--header', 'x-amz-meta-*')

    assert.match(lacking.stdout, /^Missing the header x-amz-meta-a \(with PUT\)\./m)
    assert.equal(report.exposesEtag, 'yes')
    assert.equal((await readRules('extended')).match(/<CORSRule>/g)?.length, 1)
    assert.match(third.stdout, /Nothing needs to be set\.$/m)
    assert.equal(third.stderr, '')
  })

  test('cors set works with signature version 2; credential test checks the keys and then CORS', async () => {
    assert.equal((await run('credential test old', 'signed-old')).code, 1)
    assert.equal((await run('cors set old', 'signed-old')).code, 0)
    const { code, stdout } = await run('credential test old', 'signed-old')
    assert.equal(code, 0)
    assert.match(stdout, /^old: good\. .*\nold: asked .* as a browser would\nallowed {2}PUT \(200\)$/m)
  })

  test('the error says when the credential may not set rules, and when the bucket does not exist', async () => {
    const denied = await run('cors set path', 'of-bob')
    const missing = await run('cors check path', 'nobody-has-it')

    assert.deepEqual([denied.code, missing.code], [1, 1])
    assert.match(denied.stderr, /S3 answered 403 AccessDenied\. The credential may not .* Needed for https:\/\/app/)
    assert.match(missing.stderr, /there is no bucket nobody-has-it/)
  })
})

test('the sandbox accepts origins of this machine; cors set refuses any other origin, and says why', async () => {
  using dir = makeTempDir()
  await using _gateway = await startGateway({ dataDir: dir.path, args: ['--sandbox'] })
  const ask = (command: string, from: string) =>
    runSignpost(['cors', command, 'sandbox', '--bucket', 'my-bucket', '--origin', from], { dataDir: dir.path })

  const near = await ask('check', 'http://localhost:5173')
  const far = await ask('set', origin)

  assert.equal(near.code, 0, near.stderr)
  assert.match(near.stdout, /may send PUT, POST, GET, HEAD to my-bucket, with content-type, and read the ETag\.$/m)
  assert.equal(far.code, 1)
  assert.match(far.stderr, /The sandbox accepts requests only from web pages that this machine serves/)
})
