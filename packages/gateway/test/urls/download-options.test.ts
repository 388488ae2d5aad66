import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { ask, beRefused, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const object = { bucket: 'downloads', key_name: 'notes/today.txt', credential: 'v4' }
let endpoint = ''
if (skipWithoutCeph === false) {
  const ceph = stack.use(await startCeph())
  endpoint = ceph.endpoint
  await ceph.createBucket(object.bucket)
  const store = { ...cephUsers.alice, preset: 'ceph', endpoint, bucketPatterns: [] } as const
  await storeCredential('v4', { dataDir }, store)
  await storeCredential('v2', { dataDir }, { ...store, signatureVersion: 'v2' })
}
const gateway = stack.use(await startGateway({ dataDir }))
const url = gateway.report.url
const signer = {
  url,
  token: await createToken({ dataDir }, { allow: ['*:downloads/*', 'delete:downloads/*'] }),
}

/** Signs a URL with the parameters, and sends the request. */
async function send(params: Readonly<Record<string, string>>, body?: string): Promise<Response> {
  const { signedUrl, method, headers } = await sign(signer, { ...object, ...params })
  return fetch(signedUrl, { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) })
}

/** Uploads a new version of the object. @returns its id, if the bucket keeps versions */
async function put(body: string): Promise<string> {
  const response = await send({ type: 'upload' }, body)
  assert.equal(response.status, 200)
  return response.headers.get('x-amz-version-id') ?? ''
}

describe('at Ceph', { skip: skipWithoutCeph }, () => {
  for (const credential of ['v4', 'v2']) {
    test(`a download has the requested response headers, signed with ${credential}`, async () => {
      await put('one')
      const asked = {
        disposition: 'inline',
        filename: 'a b.txt',
        response_content_type: 'text/html',
        response_cache_control: 'max-age=60',
        response_content_language: 'de',
        response_content_encoding: 'x-none',
        response_expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
      }
      const { headers } = await send({ ...asked, credential })
      assert.deepEqual(
        ['disposition', 'type', 'language', 'encoding'].map((name) => headers.get(`content-${name}`)),
        ['inline; filename="a b.txt"', 'text/html', 'de', 'x-none'],
      )
      assert.deepEqual([headers.get('cache-control'), headers.get('expires')], ['max-age=60', asked.response_expires])
    })
  }

  test('a file name for the download → a client that has the URL cannot change the name', async () => {
    const { signedUrl } = await sign(signer, { ...object, filename: 'a.txt' })
    assert.equal((await fetch(signedUrl.replace('a.txt', 'a.exe'))).status, 403)
    assert.equal((await fetch(signedUrl)).status, 200)
  })

  test('HEAD on a GET URL is 403 → HEAD can be signed', async () => {
    await put('12345')
    const download = await sign(signer, object)
    assert.equal((await fetch(download.signedUrl, { method: 'HEAD' })).status, 403)
    const head = await send({ type: 'head' })
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '5'])
  })

  test('`type=delete` deletes the object, and needs a token that names the action delete', async () => {
    await put('gone')
    const unnamed = { url, token: await createToken({ dataDir }, { allow: ['*:downloads/*'] }) }
    assert.equal((await beRefused(unnamed, { ...object, type: 'delete' })).code, 'token_not_allowed')
    assert.equal((await send({ type: 'delete' })).status, 204)
    assert.equal((await send({})).status, 404)
  })

  test('the URL changes every second, caches miss → with `stable`, two requests get the same URL', async () => {
    await put('stable')
    const params = { ...object, stable: '86400', expires_in: '60' }
    const [one, other] = [await sign(signer, params), await sign(signer, params)]
    assert.equal(one.signedUrl, other.signedUrl)
    assert.ok(Date.parse(one.expiresAt) >= Date.now() + 59_000)
    assert.equal(await (await fetch(one.signedUrl)).text(), 'stable')
  })

  test('a redirect is wanted for <img> and links → `redirect=true` redirects to the signed URL, and only a stable one may be cached', async () => {
    await put('picture')
    const followed = await ask(signer, { ...object, redirect: 'true', response_content_type: 'image/png' })
    assert.equal(await followed.text(), 'picture')
    assert.equal(followed.headers.get('content-type'), 'image/png')

    const query = new URLSearchParams({ ...object, redirect: 'true', api_token: signer.token })
    const once = await fetch(`${url}/awss3/signed-url?${query}`, { redirect: 'manual' })
    const read = ({ status, headers }: Response) => [
      status,
      headers.get('cache-control'),
      headers.get('cross-origin-resource-policy'),
      headers.get('referrer-policy'),
    ]
    assert.deepEqual(read(once), [302, 'no-store', 'cross-origin', 'no-referrer'])
    assert.ok(!once.headers.get('location')?.includes(signer.token))
    query.set('stable', '86400')
    const kept = await fetch(`${url}/awss3/signed-url/for-fetch?${query}`, { redirect: 'manual' })
    const [status, cacheControl] = read(kept)
    const [, seconds] = /^private, max-age=(\d+)$/.exec(String(cacheControl)) ?? assert.fail(String(cacheControl))
    assert.ok(status === 302 && Number(seconds) <= 86_400)
    // A refusal is answered as always, without a redirect.
    query.set('key_name', '../a')
    assert.equal((await fetch(`${url}/awss3/signed-url?${query}`, { redirect: 'manual' })).status, 400)
  })

  // This test is the last one, because the bucket keeps versions from here on.
  test('one version of an object → `version_id` selects the version, and the URL works for no other one', async () => {
    const versioning = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
    const { bucket } = object
    const put1 = signForCeph(endpoint, cephUsers.alice, { method: 'PUT', bucket, query: { versioning: '' } })
    assert.equal((await fetch(put1, { method: 'PUT', body: versioning })).status, 200)
    const first = await put('first')
    const second = await put('second')
    for (const credential of ['v4', 'v2']) {
      assert.equal(await (await send({ version_id: first, credential })).text(), 'first')
      const { signedUrl } = await sign(signer, { ...object, version_id: first, credential })
      assert.equal(
        (await fetch(signedUrl.replace(encodeURIComponent(first), second))).status,
        403,
        'never another version',
      )
    }
    assert.equal((await send({ type: 'delete', version_id: first })).status, 204)
    assert.equal((await send({ type: 'head', version_id: first })).status, 404)
    assert.equal(await (await send({})).text(), 'second')
  })
})
