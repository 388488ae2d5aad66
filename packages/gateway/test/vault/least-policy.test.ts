import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { examineCredential } from '../../src/admin/examine-credential.ts'
import { showPolicy } from '../../src/admin/show-policy.ts'
import { administer } from '../samples/administer.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type CephUser, cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const place = { dataDir }
let endpoint = ''
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  endpoint = ceph.endpoint
  // Alice has the buckets. Bob's keys get the least-privilege policy.
  for (const bucket of ['media', 'archive', 'of-alice']) await ceph.createBucket(bucket)
  await storeCredential('bob', place, {
    ...cephUsers.bob,
    endpoint,
    preset: 'ceph',
    isDefault: true,
    bucketPatterns: [],
  })
  await storeCredential('alice', place, { ...cephUsers.alice, endpoint, preset: 'ceph', bucketPatterns: ['of-alice'] })
  await createToken(place, { name: 'writer', allow: ['upload:media/in/*', 'download:media/in/*'] })
  await createToken(place, { name: 'lister', allow: ['list:media/in/*', 'delete:media/in/old/*'] })
  await createToken(place, { name: 'reader', allow: ['download:archive/2026/report?.pdf'] })
}

type Method = 'GET' | 'PUT' | 'HEAD' | 'DELETE' | 'POST'

/** Sends a request as a user. @returns its status */
async function ask(user: CephUser, method: Method, path: string, query: Record<string, string> = {}, body?: string) {
  const [bucket = '', ...rest] = path.split('/')
  const key = rest.join('/')
  const url = signForCeph(endpoint, user, { method, bucket, ...(key === '' ? {} : { key }), query })
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body }) })
  return { status: response.status, text: await response.text() }
}

const asBob = async (...request: [Method, string, Record<string, string>?, string?]) =>
  (await ask(cephUsers.bob, ...request)).status

describe('the least-privilege policy at Ceph', { skip: skipWithoutCeph }, () => {
  test('before the policy is set, the keys may not upload, and an examination reports which rights are missing', async () => {
    assert.equal(await asBob('PUT', 'media/in/a.txt', {}, 'a'), 403)

    const found = await administer(place, (dependencies) =>
      examineCredential.run({ name: 'bob', bucket: 'media' }, dependencies),
    )

    const states = Object.fromEntries(found.findings.map(({ check, state }) => [check, state]))
    assert.deepEqual(states, {
      ...{ keys: 'good', clock: 'good', bucket: 'good', region: 'good', guard: 'good' },
      ...{ upload: 'bad', multipart: 'warning', download: 'unknown', list: 'warning', delete: 'unknown' },
    })
    assert.equal(found.state, 'bad')
  })

  test('once the policy is set, every action that the tokens allow works, and others are refused', async () => {
    const { documents, kind } = await administer(place, (dependencies) => showPolicy.run({ name: 'bob' }, dependencies))
    assert.equal(kind, 'bucket_policy')
    for (const { title, text } of documents) {
      const bucket = title.split(' ').at(-1) ?? ''
      const { status } = await ask(
        cephUsers.alice,
        'PUT',
        bucket,
        { policy: '' },
        text.replaceAll('user/USER', 'user/bob'),
      )
      assert.ok(status === 200 || status === 204, `${title}: ${status}`)
    }
    for (const key of ['archive/2026/report1.pdf', 'archive/2026/other.pdf', 'media/in/old/b.txt', 'media/out/c.txt']) {
      assert.equal((await ask(cephUsers.alice, 'PUT', key, {}, 'text')).status, 200)
    }

    // Keys that the rules allow, with each action that the rules name.
    assert.equal(await asBob('PUT', 'media/in/a.txt', {}, 'a'), 200)
    assert.equal(await asBob('GET', 'media/in/a.txt'), 200)
    assert.equal(await asBob('HEAD', 'media/in/a.txt'), 200)
    assert.equal(await asBob('GET', 'media', { 'list-type': '2', prefix: 'in/' }), 200)
    assert.equal(await asBob('DELETE', 'media/in/old/b.txt'), 204)
    assert.equal(await asBob('GET', 'archive/2026/report1.pdf'), 200)
    // A multipart upload, which is aborted in the end.
    const begun = await ask(cephUsers.bob, 'POST', 'media/in/parts', { uploads: '' })
    const uploadId = /<UploadId>([^<]+)/.exec(begun.text)?.[1] ?? ''
    assert.equal(await asBob('PUT', 'media/in/parts', { partNumber: '1', uploadId }, 'part'), 200)
    assert.equal(await asBob('GET', 'media/in/parts', { uploadId }), 200)
    assert.equal(await asBob('DELETE', 'media/in/parts', { uploadId }), 204)

    // Actions and keys that the rules do not allow.
    assert.equal(await asBob('PUT', 'media/out/a.txt', {}, 'a'), 403)
    assert.equal(await asBob('GET', 'media/out/c.txt'), 403)
    assert.equal(await asBob('DELETE', 'media/in/a.txt'), 403)
    assert.equal(await asBob('GET', 'media', { 'list-type': '2' }), 403)
    assert.equal(await asBob('GET', 'media', { 'list-type': '2', prefix: 'out/' }), 403)
    assert.equal(await asBob('GET', 'archive/2026/other.pdf'), 403)
    assert.equal(await asBob('PUT', 'archive/2026/report1.pdf', {}, 'a'), 403)
    assert.equal(await asBob('PUT', 'media', { policy: '' }, '{}'), 403)
  })

  test('an examination of keys with all rights finds all rights', async () => {
    await ask(cephUsers.alice, 'PUT', 'of-alice/a.txt', {}, 'text')
    const found = await administer(place, (dependencies) =>
      examineCredential.run({ name: 'alice', bucket: 'of-alice' }, dependencies),
    )

    const bad = found.findings.filter(({ state }) => state !== 'good')
    assert.deepEqual(bad, [])
    assert.ok(found.findings.some(({ check }) => check === 'delete'))
    // The examination leaves nothing behind.
    const { text } = await ask(cephUsers.alice, 'GET', 'of-alice', { 'list-type': '2' })
    assert.doesNotMatch(text, /signpost-test/)
  })
})
