import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { sendToS3 } from '../servers/send-to-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// What the holder of a signed URL could do beyond its purpose, tried on Ceph, which obeys unsigned headers. As in
// common-mistakes.test.ts, the text before an arrow is a problem that people report in the issue trackers of SDKs and tools.

const key = Buffer.alloc(32, 1)
const everybody = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'

/** Headers that Ceph obeys if a client sends them with a plain upload URL. */
const attacks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  copy: { 'x-amz-copy-source': '/two/secret.txt' },
  'copy, published': { 'x-amz-copy-source': '/two/secret.txt', 'x-amz-acl': 'public-read' },
  ACL: { 'x-amz-acl': 'public-read' },
  'ACL, written with underscores': { x_amz_acl: 'public-read' },
  'grant to read': { 'x-amz-grant-read': everybody },
  'grant to read the ACL': { 'x-amz-grant-read-acp': everybody },
  'grant of everything': { 'x-amz-grant-full-control': everybody },
  tagging: { 'x-amz-tagging': 'a=b' },
  'website redirect': { 'x-amz-website-redirect-location': 'https://elsewhere.example/' },
  'website redirect by another name': { 'x-goog-website-redirect-location': 'https://elsewhere.example/' },
  'key of the client': {
    'x-amz-server-side-encryption-customer-algorithm': 'AES256',
    'x-amz-server-side-encryption-customer-key': key.toString('base64'),
    'x-amz-server-side-encryption-customer-key-md5': createHash('md5').update(key).digest('base64'),
  },
}

/** Headers that Ceph also obeys, only to answer that its zone or the bucket has no such thing. */
const futileAttacks: typeof attacks = {
  'storage class': { 'x-amz-storage-class': 'COLD' },
  'key of the store': { 'x-amz-server-side-encryption': 'aws:kms' },
  lock: { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00Z' },
  'legal hold': { 'x-amz-object-lock-legal-hold': 'ON' },
}

describe('a store that obeys unsigned headers', { skip: skipWithoutCeph }, async () => {
  if (skipWithoutCeph !== false) return
  const stack = new AsyncDisposableStack()
  after(() => stack.disposeAsync())
  const dataDir = stack.use(makeTempDir()).path
  const { alice } = cephUsers
  const ceph = stack.use(await startCeph(['rgw crypt require ssl = false']))
  for (const bucket of ['one', 'two']) await ceph.createBucket(bucket)
  const secretUrl = signForCeph(ceph.endpoint, alice, { method: 'PUT', bucket: 'two', key: 'secret.txt' })
  assert.equal((await sendToS3(secretUrl, 'PUT', {}, 'the secret')).status, 200)
  const virtual = { ...alice, endpoint: ceph.virtualEndpoint, addressing: 'virtual' } as const
  const credentials = {
    'path style': { ...alice, endpoint: ceph.endpoint, preset: 'ceph' },
    'virtual-host style': { ...virtual, preset: 'ceph' },
    // The gateway knows nothing about this store until it asks.
    'a store of no known kind': { ...virtual, preset: 'other', aclPlacement: 'header' },
    'signature version 2': { ...alice, endpoint: ceph.endpoint, preset: 'ceph', signatureVersion: 'v2' },
  } as const
  const names = Object.keys(credentials).map((title) => title.replaceAll(' ', '-'))
  for (const [title, fields] of Object.entries(credentials)) {
    await storeCredential(title.replaceAll(' ', '-'), { dataDir }, { ...fields, bucketPatterns: [] })
  }
  const token = await createToken({ dataDir }, { allow: ['upload:one/incoming/*', 'download:one/incoming/*'] })
  const gateway = stack.use(await startGateway({ dataDir }))
  const signer = { url: gateway.report.url, token }
  const read = (name: string) =>
    sendToS3(signForCeph(ceph.endpoint, alice, { method: 'GET', bucket: 'one', key: `incoming/${name}` }))

  test('every attack works with a plain URL of this store', async () => {
    for (const [title, headers] of Object.entries(attacks)) {
      const url = signForCeph(ceph.endpoint, alice, { method: 'PUT', bucket: 'one', key: 'incoming/attacked' })
      const { status } = await sendToS3(url, 'PUT', headers, 'x-amz-copy-source' in headers ? '' : 'sent')
      assert.equal(status, 200, title)
    }
    assert.equal((await read('attacked')).status, 400, 'nobody can read the object without the client’s key')
  })

  for (const name of names) {
    describe(name, () => {
      const asked = { bucket: 'one', credential: name }

      test('an upload URL plus an unsigned `x-amz-copy-source` reads any object → the store refuses every attack, and stores nothing', async () => {
        const tried = Object.entries({ ...attacks, ...futileAttacks }).map(async ([title, headers]) => {
          const key_name = `incoming/${name} ${title}`
          const { signedUrl } = await sign(signer, { ...asked, key_name, type: 'upload' })

          const { status, code } = await sendToS3(signedUrl, 'PUT', headers)

          assert.deepEqual([status, code], [403, 'SignatureDoesNotMatch'], title)
          assert.equal((await read(`${name} ${title}`)).code, 'NoSuchKey', title)
        })
        await Promise.all(tried)
      })

      test('a library adds `x-amz-acl` or `x-amz-meta-*` by itself → an added ACL is refused, added metadata only with SigV2', async () => {
        const { signedUrl } = await sign(signer, { ...asked, key_name: 'incoming/library', type: 'upload' })
        assert.equal((await sendToS3(signedUrl, 'PUT', { 'x-amz-acl': 'private' }, 'sent')).status, 403)
        // No list can name all metadata, so SigV4 does not sign it as absent. SigV2 signs all metadata that a request has.
        const { status } = await sendToS3(signedUrl, 'PUT', { 'x-amz-meta-added': 'by a library' }, 'sent')
        assert.equal(status, name === 'signature-version-2' ? 403 : 200)
      })

      test('a plain upload works (with SigV4, with any Content-Type), and so does a download, but not at the requester’s cost', async () => {
        const types =
          name === 'signature-version-2' ? [undefined] : [undefined, 'video/mp4', 'text/html; charset=utf-8']
        for (const type of types) {
          const key_name = `incoming/${name} ${type}`
          const { signedUrl, headers } = await sign(signer, { ...asked, key_name, type: 'upload' })
          assert.deepEqual(headers, {})
          const sent = { ...(type === undefined ? {} : { 'content-type': type }), 'cache-control': 'no-cache' }
          assert.equal((await sendToS3(signedUrl, 'PUT', sent, 'sent')).status, 200)

          const download = await sign(signer, { ...asked, key_name })
          const received = await sendToS3(download.signedUrl)
          assert.deepEqual(
            [received.status, received.body, received.headers['content-type']],
            [200, 'sent', type ?? 'binary/octet-stream'],
          )
          const payer = await sendToS3(download.signedUrl, 'GET', { 'x-amz-request-payer': 'requester' })
          assert.deepEqual([payer.status, payer.code], [403, 'SignatureDoesNotMatch'])
        }
      })

      test('the requested ACL is signed, and the store accepts no other ACL', async () => {
        const key_name = `incoming/${name} acl`
        const { signedUrl, headers } = await sign(signer, { ...asked, key_name, type: 'upload', acl: 'public-read' })
        const place = `${ceph.endpoint}/one/${encodeURIComponent(key_name)}`

        const other = { ...headers, 'x-amz-acl': 'public-read-write' }
        assert.equal((await sendToS3(signedUrl, 'PUT', other, 'sent')).status, 403)
        assert.equal((await sendToS3(signedUrl, 'PUT', { ...headers, 'x-amz-tagging': 'a=b' }, 'sent')).status, 403)
        assert.equal((await sendToS3(signedUrl, 'PUT', headers, 'sent')).status, 200)
        assert.equal((await sendToS3(place.replaceAll('%2F', '/'))).body, 'sent', 'anybody may read the object')
      })

      test('`credential test` and `credential list` say how the store is guarded', async () => {
        const { stdout } = await runSignpost(['credential', 'test', name], { dataDir })
        const guard = name === 'signature-version-2' ? 'refuses' : 'signed-away'
        assert.match(stdout, new RegExp(`headers that are not signed.*\\(${guard}\\)`))
        const list = await runSignpost(['credential', 'list'], { dataDir })
        assert.match(list.stdout, new RegExp(`^${name} .* ${guard} `, 'm'))
      })
    })
  }
})
