import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { beRefused, type Signed, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const bucket = 'options'
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  const store = { ...cephUsers.alice, preset: 'ceph', endpoint: ceph.endpoint } as const
  await storeCredential('v4', { dataDir }, { ...store, bucketPatterns: [] })
  await storeCredential('v2', { dataDir }, { ...store, bucketPatterns: [], signatureVersion: 'v2' })
}
const gateway = stack.use(await startGateway({ dataDir }))
const signer = { url: gateway.report.url, token: await createToken({ dataDir }) }

const text = 'hello Ceph'
const md5 = createHash('md5').update(text).digest('base64')
let count = 0

/** Asks for an upload to a new key. */
function ask(params: Readonly<Record<string, string>>): Promise<Signed> {
  return sign(signer, { bucket, key_name: `object-${++count}`, credential: 'v4', type: 'upload', ...params })
}

/** Uploads with the headers that the answer lists. `others` replaces some of them. @returns S3's status and error code */
async function upload(
  { signedUrl, method, headers }: Signed,
  body = text,
  others: Record<string, string | undefined> = {},
) {
  const sent = Object.entries({ ...headers, ...others }).filter((entry): entry is [string, string] => {
    // Browsers and Node send Content-Length on their own, and let nobody set it.
    return entry[1] !== undefined && entry[0] !== 'content-length'
  })
  const response = await fetch(signedUrl, { method, headers: sent, body: Buffer.from(body) })
  const [, code] = (await response.text()).match(/<Code>(\w+)/) ?? []
  return code === undefined ? response.status : `${response.status} ${code}`
}

async function read(key: string, params: Record<string, string> = {}): Promise<Response> {
  const { signedUrl, method } = await sign(signer, { bucket, key_name: key, credential: 'v4', ...params })
  return fetch(signedUrl, { method })
}

describe('at Ceph', { skip: skipWithoutCeph }, () => {
  test('Content-Type of the upload differs from the signed one → only `content_type` signs it, and the answer lists the header', async () => {
    const signed = await ask({ content_type: 'image/png' })
    assert.deepEqual(signed.headers, { 'content-type': 'image/png' })
    assert.equal(await upload(signed, text, { 'content-type': 'text/html' }), '403 SignatureDoesNotMatch')
    assert.equal(await upload(signed), 200)
    assert.equal((await read(signed.key)).headers.get('content-type'), 'image/png')
    // Without the parameter, any type is accepted.
    assert.equal(await upload(await ask({}), text, { 'content-type': 'text/html' }), 200)
  })

  test('the SDK puts the CRC32 of an empty body into the URL → the URL has no checksum', async () => {
    const { signedUrl, headers } = await ask({})
    assert.deepEqual(headers, {})
    assert.doesNotMatch(signedUrl, /checksum|crc32|sha256=/i)
  })

  test('a SHA-256 given by the caller is moved to the query and ignored → refused for Ceph, with what to use instead', async () => {
    const wrong = createHash('sha256').update('other').digest('base64')
    const params = { bucket, key_name: 'a', credential: 'v4', type: 'upload', checksum_sha256: wrong }
    const { code, details } = await beRefused(signer, params)
    assert.equal(code, 'invalid_request')
    assert.match(details?.[0]?.message ?? '', /^`checksum_sha256` cannot be used: Ceph .*content_md5/)
  })

  test('a body whose MD5 differs from the signed one is refused', async () => {
    const signed = await ask({ content_md5: md5 })
    assert.equal(await upload(signed, 'other text'), '400 BadDigest')
    assert.equal(await upload(signed, 'other text', { 'content-md5': undefined }), '403 SignatureDoesNotMatch')
    assert.equal(await upload(signed), 200)
  })

  test('no limit on the upload’s size → `content_length` signs the exact size, and more than 5 GiB is refused', async () => {
    const signed = await ask({ content_length: String(text.length) })
    assert.deepEqual(signed.headers, { 'content-length': String(text.length) })
    assert.equal(await upload(signed, `${text}!`), '403 SignatureDoesNotMatch')
    assert.equal(await upload(signed, text.slice(1)), '403 SignatureDoesNotMatch')
    assert.equal(await upload(signed), 200)
    const tooLarge = { bucket, key_name: 'a', type: 'upload', content_length: '5368709121' }
    assert.match((await beRefused(signer, tooLarge)).details?.[0]?.message ?? '', /5 GiB.*multipart/)
  })

  test('an upload must not replace → with `if_none_match`, a second upload is refused', async () => {
    const signed = await ask({ if_none_match: '*' })
    assert.deepEqual(signed.headers, { 'if-none-match': '*' })
    assert.equal(await upload(signed, text, { 'if-none-match': undefined }), '403 SignatureDoesNotMatch')
    assert.equal(await upload(signed), 200)
    assert.equal(await upload(signed), '412 PreconditionFailed')
  })

  test('tags (metadata, storage class) in the query are ignored → they are signed as headers, and the store applies them', async () => {
    const signed = await ask({
      'metadata[Invoice]': '42',
      'metadata[cost-centre]': 'a b',
      'tags[project]': 'apollo',
      'tags[own er]': 'Jürgen',
      storage_class: 'STANDARD',
      cache_control: 'max-age=60',
      content_disposition: 'inline; filename="a b.txt"',
      content_language: 'de',
    })
    assert.ok(!/[?&](x-amz-meta|x-amz-tagging|x-amz-storage)/i.test(signed.signedUrl))
    for (const name of Object.keys(signed.headers)) {
      assert.equal(await upload(signed, text, { [name]: undefined }), '403 SignatureDoesNotMatch', name)
    }
    assert.equal(await upload(signed), 200)
    const { headers } = await read(signed.key)
    assert.deepEqual(
      ['x-amz-meta-invoice', 'x-amz-meta-cost-centre', 'cache-control', 'content-disposition', 'content-language'].map(
        (name) => headers.get(name),
      ),
      ['42', 'a b', 'max-age=60', 'inline; filename="a b.txt"', 'de'],
    )
    assert.equal(headers.get('x-amz-tagging-count'), '2')
  })

  test('unicode file names and metadata → a file name is encoded, and metadata that is not ASCII is refused with the reason', async () => {
    const params = { bucket, key_name: 'a', type: 'upload', 'metadata[title]': 'naïve' }
    assert.match((await beRefused(signer, params)).details?.[0]?.message ?? '', /^`metadata` must have ASCII.*RFC 2047/)
    const name = 'r̈ésumé “final”; "x"\r\n.pdf'
    const signed = await ask({})
    assert.equal(await upload(signed), 200)
    const disposition = (await read(signed.key, { filename: name })).headers.get('content-disposition') ?? ''
    assert.equal(
      disposition,
      `attachment; filename="resume _final_; _x___.pdf"; filename*=UTF-8''r%CC%88%C3%A9sum%C3%A9%20%E2%80%9Cfinal%E2%80%9D%3B%20%22x%22__.pdf`,
    )
  })

  test('the bucket demands server-side encryption → it is signed as headers, which the answer lists', async () => {
    const signed = await ask({ server_side_encryption: 'AES256' })
    assert.deepEqual(signed.headers, { 'x-amz-server-side-encryption': 'AES256' })
    const dropped = { 'x-amz-server-side-encryption': undefined }
    assert.equal(await upload(signed, text, dropped), '403 SignatureDoesNotMatch')
    const kms = await ask({ server_side_encryption: 'aws:kms', kms_key_id: 'alias/uploads' })
    assert.deepEqual(kms.headers, {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'alias/uploads',
    })
  })

  test('Requester Pays → `request_payer` works for an upload, and for a download with SigV4', async () => {
    const signed = await ask({ request_payer: 'requester' })
    assert.deepEqual(signed.headers, { 'x-amz-request-payer': 'requester' })
    assert.equal(await upload(signed), 200)
    assert.equal((await read(signed.key, { request_payer: 'requester' })).status, 200)
    assert.equal((await read(signed.key, { request_payer: 'requester', credential: 'v2' })).status, 403)
  })

  test('KMS needs SigV4; appended parameters are unsigned in SigV2 → SigV2 signs some options as headers, and the gateway refuses others', async () => {
    const params = { credential: 'v2', type: 'upload', bucket, key_name: 'a' }
    const refused = { content_length: '5', if_none_match: '*', cache_control: 'no-store' }
    const { details } = await beRefused(signer, { ...params, ...refused })
    assert.deepEqual(
      details?.map(({ parameter }) => parameter),
      ['content_length', 'if_none_match', 'cache_control'],
    )
    const covered = { content_type: 'image/png', content_md5: md5, 'metadata[a]': 'b', 'tags[a]': 'b' }
    const signed = await ask({ credential: 'v2', ...covered })
    for (const name of Object.keys(signed.headers)) {
      assert.equal(await upload(signed, text, { [name]: 'other' }), '403 SignatureDoesNotMatch', name)
    }
    assert.equal(await upload(signed), 200)
  })
})
