import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
let endpoint = ''
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  endpoint = ceph.endpoint
  await ceph.createBucket('trial')
  await ceph.createBucket('of-bob', cephUsers.bob)
  const store = { ...cephUsers.alice, endpoint, bucketPatterns: [] } as const
  await storeCredential('known', { dataDir }, { ...store, preset: 'ceph' })
  await storeCredential('unknown', { dataDir }, { ...store, preset: 'other' })
  await storeCredential('old', { dataDir }, { ...store, preset: 'ceph', signatureVersion: 'v2' })
}

function run(name: string, writeTo: string) {
  return runSignpost(['credential', 'test', name, '--write-to', writeTo], { dataDir })
}

describe('at Ceph', { skip: skipWithoutCeph }, () => {
  test('credential test --write-to reports what the store enforces, and where the table of stores differs', async () => {
    const { code, stdout } = await run('known', 'trial/check/')
    assert.deepEqual(stdout.trim().split('\n'), [
      'known: what the store does with uploads',
      'holds content_type (403 SignatureDoesNotMatch)',
      'holds content_length (403 SignatureDoesNotMatch)',
      'holds content_md5 (400 BadDigest)',
      'DOES NOT HOLD checksum (200)',
      'holds if_none_match (412 PreconditionFailed)',
      'holds metadata (x-amz-meta-signpost: test)',
      'holds object_headers (cache-control: max-age=60)',
      'holds tags (x-amz-tagging-count: 1)',
    ])
    assert.equal(code, 0)
    assert.match(
      (await run('unknown', 'trial/check/')).stdout,
      /DOES NOT HOLD checksum \(200\); Signpost’s table of stores says/,
    )
    assert.match(
      (await run('old', 'trial/')).stdout,
      /DOES NOT HOLD content_length \(the credential’s signature version does not sign it\)$/m,
    )
  })

  test('the trial leaves no object behind, and tests nothing where the credential may not write', async () => {
    const listing = await fetch(signForCeph(endpoint, cephUsers.alice, { method: 'GET', bucket: 'trial' }))
    assert.doesNotMatch(await listing.text(), /<Key>/)
    const { code, stdout } = await run('known', 'of-bob/check/')
    assert.deepEqual(
      [code, stdout.trim()],
      [1, 'known: nothing was tested, because the store answered an upload with 403 AccessDenied.'],
    )
    assert.match((await run('known', 'trial')).stderr, /must be a bucket, a slash, and a prefix of keys/)
  })
})
