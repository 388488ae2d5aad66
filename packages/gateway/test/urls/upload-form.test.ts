import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createPresigner } from '@signpost/presign'
import { Agent, setGlobalDispatcher } from 'undici'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface Form {
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  readonly warnings?: readonly string[]
}

/** How a client sends a form. */
interface Sending {
  readonly bytes?: number
  /** Fields that are added, or sent with another value. `undefined` leaves a field out. */
  readonly fields?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly fileName?: string
}

// Every name under `localhost` means this machine, which Node's resolver does not know.
setGlobalDispatcher(
  new Agent({
    connect: { lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) },
  }),
)

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const r2 = { region: 'auto', endpoint: 'https://0123456789abcdef.r2.cloudflarestorage.com' }
await storeCredential('r2', { dataDir }, { accessKeyId: 'AKIDR2', secret: 'secret', bucketPatterns: ['at-r2'], ...r2 })
const bucket = 'forms'
const styles = [
  { title: 'SigV4 in path style', credential: 'path', addressing: 'path', signatureVersion: 'v4' },
  { title: 'SigV4 in virtual-host style', credential: 'host', addressing: 'virtual', signatureVersion: 'v4' },
  { title: 'SigV2', credential: 'v2', addressing: 'path', signatureVersion: 'v2' },
] as const
let endpoint = 'http://127.0.0.1:1'
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  endpoint = ceph.endpoint
  for (const { credential, addressing, signatureVersion } of styles) {
    const store = {
      ...cephUsers.alice,
      preset: 'ceph',
      endpoint: addressing === 'path' ? ceph.endpoint : ceph.virtualEndpoint,
      addressing,
      signatureVersion,
      bucketPatterns: [],
    } as const
    await storeCredential(credential, { dataDir }, store)
  }
}
const { accessKeyId, secret: secretAccessKey, region } = cephUsers.alice
const presigner = createPresigner({ credentials: { accessKeyId, secretAccessKey }, region, endpoint })
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const signer = { url: gateway.report.url, token: await createToken({ dataDir }) }
const limited = await createToken({ dataDir }, { contentTypes: ['image/*'] })

async function ask(params: Readonly<Record<string, unknown>>, token = signer.token): Promise<Form> {
  const response = await fetch(`${signer.url}/awss3/upload-form`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ bucket, max_bytes: 100, ...params }),
  })
  const { data, error } = (await response.json()) as { data: Form; error?: { code: string; details?: unknown } }
  assert.equal(error, undefined, JSON.stringify(error))
  return data
}

/** Sends a form as a web page does: the fields in their order, and the file last. @returns S3's status, error code and redirect */
async function send(form: Form, { bytes = 10, fields = {}, headers = {}, fileName = 'a.png' }: Sending = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...form.fields, ...fields })) {
    if (value !== undefined) body.append(name, value)
  }
  body.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), fileName)
  const response = await fetch(form.url, { method: 'POST', body, headers, redirect: 'manual' })
  const [, code] = (await response.text()).match(/<Code>(\w+)/) ?? []
  return { status: response.status, code, location: response.headers.get('location') ?? undefined }
}

async function read(credential: string, key: string): Promise<Response> {
  const { signedUrl } = await sign(signer, { bucket, key_name: key, type: 'get', credential })
  const response = await fetch(signedUrl)
  await response.arrayBuffer()
  return response
}

async function readTags(key: string): Promise<Record<string, string>> {
  const request = {
    method: 'GET',
    bucket,
    key,
    query: { tagging: '' },
    expiresInSeconds: 60,
    signedAt: Date.now(),
  } as const
  const xml = await (await fetch(presigner.presign(request).url)).text()
  return Object.fromEntries(
    [...xml.matchAll(/<Key>(.*?)<\/Key><Value>(.*?)<\/Value>/g)].map(([, name, value]) => [name, value]),
  )
}

test('R2 has no POST form upload → refused, with what to do instead', async () => {
  const response = await fetch(`${signer.url}/awss3/upload-form?bucket=at-r2&key_name=a&max_bytes=1&credential=r2`, {
    method: 'POST',
    headers: { authorization: `Bearer ${signer.token}` },
  })
  const { error } = (await response.json()) as { error: { code: string; details: readonly { message: string }[] } }
  assert.equal(error.code, 'invalid_request')
  assert.match(error.details[0]?.message ?? '', /^`max_bytes` cannot be used: Cloudflare R2 has no POST forms: sign/)
})

for (const { title, credential } of styles) {
  describe(`a form with ${title}`, { skip: skipWithoutCeph }, () => {
    const accepted = { status: 204, code: undefined, location: undefined }

    test('no limit on the upload’s size → a form has limits, and S3 enforces them', async () => {
      const form = await ask({ key_name: 'size', min_bytes: 5, max_bytes: 100, credential })
      for (const bytes of [5, 100]) assert.deepEqual(await send(form, { bytes }), accepted)
      assert.equal((await send(form, { bytes: 4 })).code, 'EntityTooSmall')
      assert.equal((await send(form, { bytes: 101 })).code, 'EntityTooLarge')
      assert.equal((await read(credential, 'size')).headers.get('content-length'), '100')
    })

    test('S3 enforces the content type, exactly or by its prefix', async () => {
      const exact = await ask({ key_name: 'type', content_type: 'image/png', credential })
      assert.deepEqual(await send(exact), accepted)
      assert.equal((await read(credential, 'type')).headers.get('content-type'), 'image/png')
      assert.equal((await send(exact, { fields: { 'Content-Type': 'text/html' } })).code, 'AccessDenied')
      const beginning = await ask({ key_name: 'type', content_type_prefix: 'image/', credential })
      assert.deepEqual(await send(beginning, { fields: { 'Content-Type': 'image/webp' } }), accepted)
      assert.equal((await send(beginning, { fields: { 'Content-Type': 'application/pdf' } })).code, 'AccessDenied')
      assert.equal((await send(beginning)).code, 'AccessDenied', 'without a type')
    })

    test('compatible stores ignore POST conditions → a token with content types gets no form by prefix for Ceph, which checks only the first type of a list', async () => {
      const asked = { key_name: 'list', content_type_prefix: 'image/', credential }
      const form = await ask(asked)
      assert.match(form.warnings?.join() ?? '', /Ceph checks only the first type of a list, such as/)
      const list = 'image/png, text/html'
      assert.deepEqual(await send(form, { fields: { 'Content-Type': list } }), accepted)
      assert.equal((await read(credential, 'list')).headers.get('content-type'), list)
      await assert.rejects(ask(asked, limited), { message: /Say the exact type with content_type/ })
      assert.deepEqual(
        await send(await ask({ key_name: 'list', content_type: 'image/png', credential }, limited)),
        accepted,
      )
    })

    test('with a key prefix, the file keeps its name, and S3 refuses a key outside the prefix', async () => {
      const form = await ask({ key_prefix: 'in/42/', credential })
      assert.deepEqual(await send(form, { fileName: 'übung 1.png' }), accepted)
      assert.equal((await read(credential, 'in/42/übung 1.png')).status, 200)
      assert.equal((await send(form, { fields: { key: 'in/43/a' } })).code, 'AccessDenied')
    })

    test('order and surplus of POST fields → S3 refuses an extra, missing or changed field, and accepts another order', async () => {
      const form = await ask({ key_name: 'fields', metadata: { invoice: '42' }, credential })
      assert.equal((await send(form, { fields: { 'x-amz-meta-more': '1' } })).code, 'AccessDenied')
      assert.equal((await send(form, { fields: { acl: 'public-read' } })).code, 'AccessDenied')
      assert.equal((await send(form, { fields: { 'x-amz-meta-invoice': undefined } })).code, 'AccessDenied')
      assert.equal((await send(form, { fields: { 'x-amz-meta-invoice': '43' } })).code, 'AccessDenied')
      assert.deepEqual(
        await send({ ...form, fields: Object.fromEntries(Object.entries(form.fields).reverse()) }),
        accepted,
      )
    })

    test('metadata, tags, storage class and content type of the form are stored with the object', async () => {
      const tags = { 'a b': 'c+d/ü' }
      const asked = { metadata: { Invoice: '42' }, tags, storage_class: 'STANDARD', content_type: 'text/plain' }
      assert.deepEqual(await send(await ask({ key_name: 'options', ...asked, credential })), accepted)
      const { headers } = await read(credential, 'options')
      assert.equal(headers.get('x-amz-meta-invoice'), '42')
      assert.equal(headers.get('x-amz-storage-class'), 'STANDARD')
      assert.equal(headers.get('content-type'), 'text/plain')
      assert.deepEqual(await readTags('options'), tags)
    })

    test('an option that Ceph would not store is refused before the form is signed', async () => {
      await assert.rejects(ask({ key_name: 'options', cache_control: 'no-store', credential }), {
        message:
          /`cache_control` cannot be used: Ceph does not store it with an upload by a form: sign an upload by PUT/,
      })
    })

    test('unsigned headers do not widen what a form allows', async () => {
      const form = await ask({ key_name: 'headers', credential })
      await send(await ask({ key_name: 'secret', credential }), { bytes: 77 })
      const headers = { 'x-amz-acl': 'public-read', 'x-amz-copy-source': `/${bucket}/secret`, 'x-amz-meta-a': '1' }
      assert.deepEqual(await send(form, { headers }), accepted)
      const kept = await read(credential, 'headers')
      assert.deepEqual([kept.headers.get('content-length'), kept.headers.get('x-amz-meta-a')], ['10', null])
      const [unsigned = ''] = kept.url.split('?')
      assert.equal((await fetch(unsigned)).status, 403)
    })

    test('S3 refuses a form that was tampered with or has expired', async () => {
      const form = await ask({ key_name: 'a', expires_in: 1, credential })
      const wider = await ask({ key_name: 'a', max_bytes: 1000, credential })
      assert.equal((await send(form, { fields: { policy: wider.fields.policy } })).status, 403)
      await wait(2000)
      assert.equal((await send(form)).code, 'AccessDenied')
    })

    test('S3 answers with the status or the redirect that the form names', async () => {
      assert.equal((await send(await ask({ key_name: 'a', success_status: 201, credential }))).status, 201)
      const redirect = await ask({ key_name: 'a', success_redirect: 'https://example.com/done', credential })
      const { status, location } = await send(redirect)
      assert.equal(status, 303)
      assert.match(location ?? '', /^https:\/\/example\.com\/done\?bucket=forms&key=a&etag=/)
    })
  })
}
