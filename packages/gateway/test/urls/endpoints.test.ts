import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { addCredential } from '../../src/admin/add-credential.ts'
import { Secret } from '../../src/core/secret.ts'
import { administer } from '../samples/administer.ts'
import { beRefusedBy } from '../samples/sample-administration.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { type CredentialFields, createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { downloadWithCurl, uploadWithCurl } from '../servers/curl.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { answerError, answerListing, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Problems with endpoints, buckets and keys. The text before an arrow is a problem that people report in the issue trackers
// of SDKs and tools. After the arrow follows what the gateway does.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path
const dataDir = join(dir, 'state')
const s3 = stack.adopt(await startScriptedS3(answerListing()), (server) => server.close())
const supabaseEndpoint = `${s3.endpoint}/storage/v1/s3`
const accelerate = { endpoint: undefined, publicEndpoint: 'https://s3-accelerate.amazonaws.com' }
for (const [name, fields] of Object.entries({
  supabase: { preset: 'supabase', endpoint: supabaseEndpoint },
  aws: { endpoint: undefined },
  accelerate,
  gcs: { region: 'auto', preset: 'gcs', endpoint: undefined },
} as const)) {
  await storeCredential(name, { dataDir }, fields)
}

let ceph: Awaited<ReturnType<typeof startCeph>> | undefined
if (skipWithoutCeph === false) {
  ceph = stack.use(await startCeph(['rgw relaxed s3 bucket names = true']))
  for (const bucket of ['keys', 'dw_export']) await ceph.createBucket(bucket)
  const at = { ...cephUsers.alice, preset: 'ceph' } as const
  await storeCredential('path', { dataDir }, { ...at, endpoint: ceph.endpoint })
  await storeCredential('host', { dataDir }, { ...at, endpoint: ceph.virtualEndpoint, addressing: 'virtual' })
  const v2 = { addressing: 'virtual', signatureVersion: 'v2' } as const
  await storeCredential('host-v2', { dataDir }, { ...at, ...v2, endpoint: ceph.virtualEndpoint })
}
const token = await createToken({ dataDir })
const checked = { url: stack.use(await startGateway({ dataDir })).report.url, token }
const unchecked = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const signer = { url: unchecked.report.url, token }

test('an endpoint with a path → the path is signed, and the gateway asks the store there', async () => {
  const { signedUrl } = await sign(checked, { bucket: 'my-bucket', key_name: 'a b.txt', credential: 'supabase' })

  assert.equal(signedUrl.split('?')[0], `${supabaseEndpoint}/my-bucket/a%20b.txt`)
  assert.match(
    s3.requests.at(-1) ?? '',
    /^GET \/storage\/v1\/s3\/my-bucket\?/,
    'the gateway sends its own requests there as well',
  )
})

test('an ARN as bucket → refused with the name or alias to use, and an alias is signed', async () => {
  for (const [bucket, rule] of [
    ['arn:aws:s3:::my-bucket', /use the name of the bucket, my-bucket$/],
    ['arn:aws:s3:eu-central-1:123456789012:accesspoint/mine', /use its alias, which ends in "-s3alias"$/],
  ] as const) {
    const { status, details } = await beRefused(signer, { bucket, key_name: 'a.txt', credential: 'aws' })
    assert.deepEqual([status, details?.[0]?.parameter], [400, 'bucket'])
    assert.match(details?.[0]?.message ?? '', rule)
  }
  const alias = 'mine-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias'
  const { signedUrl } = await sign(signer, { bucket: alias, key_name: 'a.txt', credential: 'aws' })
  assert.equal(new URL(signedUrl).host, `${alias}.s3.eu-central-1.amazonaws.com`)
})

test('bucket names of other stores → an underscore is signed for Google Cloud Storage, and refused for AWS', async () => {
  const object = { bucket: 'dw_export', key_name: 'a.txt' }
  const { signedUrl } = await sign(signer, { ...object, credential: 'gcs' })
  assert.equal(signedUrl.split('?')[0], 'https://storage.googleapis.com/dw_export/a.txt')

  const { status, details } = await beRefused(signer, { ...object, credential: 'aws' })
  assert.deepEqual([status, details?.[0]?.parameter], [400, 'bucket'])
  assert.match(details?.[0]?.message ?? '', /^`bucket` must not contain an underscore/)
})

test('bucket names of other stores → a mistake in the request is reported before a lack of rights', async () => {
  const narrow = await createToken({ dataDir }, { name: 'narrow', allow: ['download:other-bucket/*'] })
  const ask = (credential: string) =>
    beRefused({ ...signer, token: narrow }, { bucket: 'dw_export', key_name: 'a', credential })

  assert.equal((await ask('aws')).status, 400)
  assert.equal((await ask('gcs')).status, 403)
  assert.equal((await ask('nobody')).status, 400)
})

test('Transfer Acceleration with a dotted bucket → refused with the reason', async () => {
  const object = { key_name: 'a.txt', credential: 'accelerate' }
  const { signedUrl } = await sign(signer, { ...object, bucket: 'my-bucket' })
  assert.equal(new URL(signedUrl).host, 'my-bucket.s3-accelerate.amazonaws.com')

  const { status, details } = await beRefused(signer, { ...object, bucket: 'my.bucket' })
  assert.deepEqual([status, details?.[0]?.parameter], [400, 'bucket'])
  assert.match(details?.[0]?.message ?? '', /^`bucket` must not contain a dot: Transfer Acceleration/)
})

test('a new credential is tried at its store before it is stored', async () => {
  const add = (name: string) => addReally({ name, endpoint: s3.endpoint, region: 'us-east-1' })

  assert.equal((await add('tried')).check, 'good')
  s3.answerWith(answerError(403, 'InvalidAccessKeyId'))
  const refused = await beRefusedBy(add('refused'))
  assert.equal(refused.code, 'credential_refused')
  assert.match(refused.message, /^Nothing was stored\. S3 refuses it: InvalidAccessKeyId/)
  s3.answerWith(answerError(404, 'NoSuchKey'))
  assert.match((await beRefusedBy(add('bucket'))).message, /^`endpoint` must not contain a bucket/)
  s3.answerWith(answerListing())
})

describe('on Ceph', { skip: skipWithoutCeph }, () => {
  test('the console’s endpoint has the bucket in its host → the store’s answer shows it, and the credential is refused', async () => {
    assert.ok(ceph !== undefined)
    const withBucket = ceph.virtualEndpoint.replace('://', '://keys.')
    for (const endpoint of [withBucket, `${ceph.endpoint}/keys/s3`]) {
      const { message } = await beRefusedBy(addReally({ ...cephUsers.alice, name: 'wrong', endpoint }))
      assert.match(message, /^`endpoint` must not contain a bucket/, endpoint)
    }
    const right = await addReally({ ...cephUsers.alice, name: 'right', endpoint: ceph.endpoint })
    assert.equal(right.check, 'good')
  })

  for (const credential of ['path', 'host', 'host-v2']) {
    test(`clients make one slash of a leading \`//\` → the URL has none, and reaches the right object (${credential})`, async () => {
      assert.ok(ceph !== undefined)
      const file = join(dir, 'upload')
      const copy = join(dir, 'download')
      for (const key of ['/a.txt', '//a b.txt', '///', 'a//b']) {
        const object = { bucket: 'keys', key_name: key, credential }
        writeFileSync(file, `${credential} ${key}`)
        const upload = await sign(checked, { ...object, type: 'upload' })
        assert.doesNotMatch(new URL(upload.signedUrl).pathname, /^\/\//, 'the path does not begin with two slashes')
        assert.equal(await uploadWithCurl(upload.signedUrl, { file, contentType: '' }), 200)
        assert.equal(await downloadWithCurl((await sign(checked, object)).signedUrl, copy), 200)

        const plain = signForCeph(ceph.endpoint, cephUsers.alice, { method: 'GET', bucket: 'keys', key })
        assert.equal(await (await fetch(plain)).text(), `${credential} ${key}`, 'the object has exactly this key')
      }
    })
  }

  test('bucket names of other stores → dw_export works in path style and in virtual-host style', async () => {
    const file = join(dir, 'export')
    writeFileSync(file, 'rows')
    for (const credential of ['path', 'host']) {
      const object = { bucket: 'dw_export', key_name: 'a.csv', credential }
      assert.equal(await uploadWithCurl((await sign(checked, { ...object, type: 'upload' })).signedUrl, { file }), 200)
      assert.equal(await downloadWithCurl((await sign(checked, object)).signedUrl, join(dir, 'rows')), 200)
    }
  })
})

/** Adds a credential as the command does: the store is asked first. */
function addReally({ secret = 'secret', ...fields }: CredentialFields & { readonly name: string }) {
  const input = { accessKeyId: 'AKIDEXAMPLE', region: 'us-east-1', ...fields, secretAccessKey: new Secret(secret) }
  return administer({ dataDir }, (dependencies) => addCredential.run(input, dependencies))
}
