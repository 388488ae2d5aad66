import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { firstKeyPair, s3KeyPairs } from '../samples/s3-key-pairs.ts'
import { sign } from '../samples/sign.ts'
import { type CredentialFields, createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { downloadWithCurl, uploadWithCurl } from '../servers/curl.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** Keys that are signed wrongly if any stage encodes them once too often or once too seldom. */
const keys = [
  'plain.txt',
  'with space/and more.txt',
  'a+b=c.txt',
  'ünïcødé/日本語/🚀.txt',
  'percent%2Fencoded%20twice.txt',
  `quotes'and"double.txt`,
  'question?hash#and&amp;.txt',
  "(parens)!*'~_.-.txt",
  '//double//slash/',
  '@:;,$[]{}|\\^`<>.txt',
]

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const dataDir = join(dir.path, 'data')
const options = { directory: join(dir.path, 's3'), port: 0, keyPairs: s3KeyPairs }
const s3 = stack.adopt(await startS3Server(options), (server) => server.close())
const { accessKeyId, secretAccessKey: secret } = firstKeyPair

const v4 = {
  marks: ['X-Amz-Algorithm', 'X-Amz-Expires'],
  signature: 'X-Amz-Signature',
  longer: { name: 'X-Amz-Expires', value: '301' },
  contentType: 'video/mp4',
}
const v2 = {
  marks: ['AWSAccessKeyId', 'Expires'],
  signature: 'Signature',
  longer: { name: 'Expires', value: '99999999999' },
  // SigV2 always signs the Content-Type. None was signed here, so an upload must not send one.
  contentType: '',
}
const sandbox = { accessKeyId, secret, region: 'us-east-1', endpoint: s3.endpoint }

/** What is tried. Each has its own credential, which the gateway chooses by the bucket. */
const targets: (typeof v4 & { readonly title: string; readonly bucket: string; readonly store: CredentialFields })[] = [
  { title: 'SigV4', bucket: 'my-bucket', store: sandbox, ...v4 },
  { title: 'SigV2', bucket: 'company-docs', store: { ...sandbox, signatureVersion: 'v2' }, ...v2 },
]
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  const store = { ...cephUsers.alice, preset: 'ceph' } as const
  const path = { ...store, endpoint: ceph.endpoint }
  const virtual = { ...store, endpoint: ceph.virtualEndpoint, addressing: 'virtual' } as const
  targets.push(
    { title: 'SigV4 at Ceph, path style', bucket: 'path-v4', store: path, ...v4 },
    { title: 'SigV4 at Ceph, virtual-host style', bucket: 'host-v4', store: virtual, ...v4 },
    { title: 'SigV4 at Ceph, another region', bucket: 'region-v4', store: { ...path, region: 'eu-west-7' }, ...v4 },
    { title: 'SigV2 at Ceph, path style', bucket: 'path-v2', store: { ...path, signatureVersion: 'v2' }, ...v2 },
    {
      title: 'SigV2 at Ceph, virtual-host style',
      bucket: 'host-v2',
      store: { ...virtual, signatureVersion: 'v2' },
      ...v2,
    },
  )
  for (const { bucket } of targets.slice(2)) await ceph.createBucket(bucket)
}
for (const { bucket, store } of targets) await storeCredential(bucket, { dataDir }, store)
const token = await createToken({ dataDir })
const gateway = stack.use(await startGateway({ dataDir }))
const signer = { url: gateway.report.url, token }

test('all targets at Ceph are tried', { skip: skipWithoutCeph }, () => assert.equal(targets.length, 7))

for (const { title, bucket, store, marks, signature, longer, contentType } of targets) {
  describe(title, { skip: skipWithout('curl') }, () => {
    for (const key of keys) {
      test(`uploads and downloads ${key}`, async () => {
        const { file, copy } = makeFiles()
        const upload = await sign(signer, { bucket, key_name: key, type: 'upload' })
        for (const mark of marks) assert.ok(new URL(upload.signedUrl).searchParams.has(mark), upload.signedUrl)

        assert.equal(await uploadWithCurl(upload.signedUrl, { file, headers: upload.headers, contentType }), 200)

        const download = await sign(signer, { bucket, key_name: key, type: 'get' })
        assert.equal(download.key, key)
        assert.equal(await downloadWithCurl(download.signedUrl, copy), 200)
        assert.ok(readFileSync(copy).equals(readFileSync(file)), 'the bytes differ')
      })
    }

    test('an upload with an ACL works with the headers that the answer lists', async () => {
      const { file } = makeFiles()
      const upload = await sign(signer, { bucket, key_name: 'acl.txt', type: 'upload', acl: 'public-read' })

      assert.equal(await uploadWithCurl(upload.signedUrl, { file, headers: upload.headers, contentType }), 200)

      const [unsigned = ''] = upload.signedUrl.split('?')
      if (store.preset === 'ceph')
        assert.equal(await downloadWithCurl(unsigned, file), 200, 'anybody may read the object')
    })

    test('the server refuses a URL that was tampered with', async () => {
      const { file, copy } = makeFiles()
      const upload = await sign(signer, { bucket, key_name: 'signed.txt', type: 'upload' })
      const otherKey = upload.signedUrl.replace('signed.txt', 'other.txt')
      assert.equal(await uploadWithCurl(otherKey, { file, headers: upload.headers, contentType }), 403)
      assert.equal(await uploadWithCurl(upload.signedUrl, { file, headers: upload.headers, contentType }), 200)
      const download = await sign(signer, { bucket, key_name: 'signed.txt' })

      const prolonged = new URL(download.signedUrl)
      prolonged.searchParams.set(longer.name, longer.value)
      const forged = new URL(download.signedUrl)
      forged.searchParams.set(signature, '0'.repeat(64))

      assert.equal(await downloadWithCurl(prolonged.href, copy), 403)
      assert.equal(await downloadWithCurl(forged.href, copy), 403)
      assert.equal(await uploadWithCurl(download.signedUrl, { file, contentType }), 403, 'a download URL cannot upload')
      assert.equal(await downloadWithCurl(download.signedUrl, copy), 200, 'the unchanged URL works')
    })
  })
}

test('the server refuses a URL that has expired', { skip: skipWithout('curl') }, async () => {
  const { file, copy } = makeFiles()
  const expired = targets.map(async ({ title, bucket, contentType }) => {
    const upload = await sign(signer, { bucket, key_name: 'brief.txt', type: 'upload' })
    assert.equal(await uploadWithCurl(upload.signedUrl, { file, headers: upload.headers, contentType }), 200)
    const download = await sign(signer, { bucket, key_name: 'brief.txt', expires_in: '1' })

    // Both signature versions count whole seconds: one has begun, and another one has to pass.
    await wait(new Date(download.expiresAt).getTime() - Date.now() + 1100)

    assert.equal(await downloadWithCurl(download.signedUrl, `${copy}.${bucket}`), 403, title)
  })
  await Promise.all(expired)
})

function makeFiles(): { file: string; copy: string } {
  const file = join(dir.path, crypto.randomUUID())
  writeFileSync(file, randomBytes(10_000))
  return { file, copy: `${file}.copy` }
}
