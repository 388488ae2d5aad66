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
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { downloadWithCurl, uploadWithCurl } from '../servers/curl.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** Keys that are signed wrongly when any stage encodes them once too often or too seldom. */
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
const store = { accessKeyId, secret, region: 'us-east-1', endpoint: s3.endpoint }
// One credential for each signature version; the bucket chooses.
await storeCredential('v4', { dataDir }, { ...store, bucketPatterns: ['my-*'] })
await storeCredential('v2', { dataDir }, { ...store, bucketPatterns: ['company-*'], signatureVersion: 'v2' })
const token = await createToken({ dataDir })
const gateway = stack.use(await startGateway({ dataDir }))
const signer = { url: gateway.report.url, token }

const versions = [
  {
    version: 'SigV4',
    bucket: 'my-bucket',
    marks: ['X-Amz-Algorithm', 'X-Amz-Expires'],
    signature: 'X-Amz-Signature',
    longer: { name: 'X-Amz-Expires', value: '301' },
    contentType: 'video/mp4',
  },
  {
    version: 'SigV2',
    bucket: 'company-docs',
    marks: ['AWSAccessKeyId', 'Expires'],
    signature: 'Signature',
    longer: { name: 'Expires', value: '99999999999' },
    // SigV2 always covers the Content-Type, so that an upload may only send the one that was signed: none.
    contentType: '',
  },
] as const

for (const { version, bucket, marks, signature, longer, contentType } of versions) {
  describe(version, { skip: skipWithout('curl') }, () => {
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
    })

    test('the server refuses a URL that has expired', async () => {
      const { file, copy } = makeFiles()
      const upload = await sign(signer, { bucket, key_name: 'brief.txt', type: 'upload' })
      assert.equal(await uploadWithCurl(upload.signedUrl, { file, headers: upload.headers, contentType }), 200)
      const download = await sign(signer, { bucket, key_name: 'brief.txt', expires_in: '1' })

      // Both versions count whole seconds: one that has begun and one that has to pass.
      await wait(new Date(download.expiresAt).getTime() - Date.now() + 1100)

      assert.equal(await downloadWithCurl(download.signedUrl, copy), 403)
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
      assert.equal(
        await uploadWithCurl(download.signedUrl, { file, contentType }),
        403,
        'a download URL uploads nothing',
      )
      assert.equal(await downloadWithCurl(download.signedUrl, copy), 200, 'the URL itself is good')
    })
  })
}

function makeFiles(): { file: string; copy: string } {
  const file = join(dir.path, crypto.randomUUID())
  writeFileSync(file, randomBytes(10_000))
  return { file, copy: `${file}.copy` }
}
