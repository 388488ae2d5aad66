import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { skipWithoutCeph } from '../../gateway/test/servers/ceph-server.ts'
import { detectEnvironment } from '../src/environment.ts'
import { createSignpost, type Progress, type Signpost, SignpostError } from '../src/index.ts'
import { type ClientStand, startCephStand, startSandboxStand } from './client-stand.ts'

const partSize = 5 * 1024 ** 2
const content = new Uint8Array(randomBytes(3 * partSize + 1234))

describe('the client in Node, at the sandbox', () => void testClient(startSandboxStand))

describe('the client in Node, at Ceph', { skip: skipWithoutCeph }, () => {
  const use = testClient(startCephStand)

  test('a checksum that the store does not enforce is refused with the reason', async () => {
    const { signpost, bucket } = use()
    const upload = (options: object) =>
      signpost.upload(content, { bucket, key: 'checked.bin', checksum: 'sha256', ...options })
    await assert.rejects(upload({}), /`checksum_sha256` cannot be used: Ceph/)
    await assert.rejects(upload({ partSize, partsAbove: partSize }), /`checksum_algorithm` cannot be used: Ceph/)
  })
})

/** The tests for every stand. @returns the client and its bucket, once they are ready */
function testClient(startStand: () => Promise<ClientStand>) {
  let stand: ClientStand
  let signpost: Signpost
  let bucket: string
  before(async () => {
    stand = await startStand()
    bucket = stand.bucket
    signpost = createSignpost(stand)
  })
  after(() => stand[Symbol.asyncDispose]())

  /** Creates a client whose requests are recorded: the method, and the path below `/awss3` or in the store. */
  function watch() {
    const environment = detectEnvironment()
    const seen: string[] = []
    const fetchSeen = async (target: string, init?: RequestInit) => {
      const response = await environment.fetch(target, init)
      const path = new URL(target).pathname.replace(/(multipart)\/[^/]+/, '$1/ID')
      seen.push(`${init?.method} ${path} ${response.status}`)
      return response
    }
    return { seen, signpost: createSignpost(stand, { ...environment, fetch: fetchSeen }) }
  }

  async function download(key: string): Promise<Buffer> {
    return Buffer.from(await (await signpost.download({ bucket, key })).arrayBuffer())
  }

  test('a small file is uploaded with one PUT, with progress and a checksum, and downloaded again', async () => {
    const seen: Progress[] = []
    const key = 'small/ü & "+".txt'
    const bytes = content.subarray(0, 200_000)
    const result = await signpost.upload(new Blob([bytes], { type: 'text/plain' }), {
      ...{ bucket, key, metadata: { who: 'me' }, checksum: stand.hasChecksums ? 'sha256' : undefined },
      onProgress: (progress) => seen.push(progress),
    })

    assert.deepEqual([result.bucket, result.key, result.size], [bucket, key, bytes.length])
    assert.match(result.etag ?? '', /^"[0-9a-f]{32}"$/)
    assert.deepEqual(seen.at(-1), { sentBytes: bytes.length, totalBytes: bytes.length })
    assert.ok(seen.length > 3, 'it is told in between')
    assert.ok((await download(key)).equals(bytes))
    const { size, contentType, metadata } = await signpost.stat({ bucket, key })
    assert.deepEqual([size, contentType, metadata], [bytes.length, 'text/plain', { who: 'me' }])
  })

  test('a large file is uploaded in parts, and so is a stream of unknown length', async () => {
    const seen: Progress[] = []
    const options = { bucket, partSize, partsAbove: partSize, onProgress: (one: Progress) => seen.push(one) }
    const result = await signpost.upload(content, { ...options, key: 'large.bin' })

    assert.match(result.etag ?? '', /-4"$/)
    assert.equal(result.size, content.length)
    assert.deepEqual(seen.at(-1), { sentBytes: content.length, totalBytes: content.length })
    assert.ok((await download('large.bin')).equals(content))

    const streamed = await signpost.upload(new Blob([content]).stream(), { ...options, key: 'streamed.bin' })
    assert.match(streamed.etag ?? '', /-4"$/)
    assert.ok((await download('streamed.bin')).equals(content))
    const short = await signpost.upload(new Blob(['short']).stream(), { ...options, key: 'short.txt' })
    assert.deepEqual([short.size, /-/.test(short.etag ?? '')], [5, false])
  })

  test('a signal aborts an upload, and its parts are removed', async () => {
    const stop = new AbortController()
    const watched = watch()
    const refused = watched.signpost.upload(content, {
      ...{ bucket, key: 'aborted.bin', partSize, partsAbove: partSize, parallelParts: 1, signal: stop.signal },
      onProgress: ({ sentBytes }) => sentBytes > partSize && stop.abort(),
    })

    await assert.rejects(refused, (error) => error instanceof SignpostError && error.code === 'aborted')
    assert.equal(watched.seen.at(-1), 'DELETE /awss3/multipart/ID 200')
    const { objects } = await signpost.list({ bucket, prefix: 'aborted' })
    assert.deepEqual(objects, [])
  })

  test('a paused upload continues with the parts that the store has', async () => {
    let isPaused = false
    const upload = signpost.upload(content, {
      ...{ bucket, key: 'paused.bin', partSize, partsAbove: partSize, parallelParts: 2 },
      onProgress({ sentBytes }) {
        if (isPaused || sentBytes < partSize * 1.5) return
        isPaused = true
        upload.pause()
        setTimeout(upload.resume, 50)
      },
    })

    assert.equal((await upload).size, content.length)
    assert.ok(isPaused)
    assert.ok((await download('paused.bin')).equals(content))
  })

  test('many URLs cost one request, and so do three small files; a refused URL has its error in its place', async () => {
    const { seen, signpost: watched } = watch()
    const keys = ['one.txt', 'two.txt', 'three.txt']
    const signed = await watched.signMany(keys.map((key) => ({ bucket, key, type: 'upload' })))
    assert.deepEqual(
      signed.map((one) => (one instanceof SignpostError ? one.code : one.key)),
      keys,
    )
    assert.deepEqual(seen.splice(0), ['POST /awss3/signed-urls 200'])

    await Promise.all(keys.map((key) => watched.upload(content.subarray(0, 1024), { bucket, key })))
    assert.deepEqual(
      seen.filter((line) => line.includes('/awss3/')),
      ['POST /awss3/signed-urls 200'],
    )

    const [good, bad] = await watched.signMany([
      { bucket, key: 'one.txt' },
      { bucket, key: '../two.txt' },
    ])
    assert.ok(good !== undefined && 'signedUrl' in good)
    assert.ok(bad instanceof SignpostError && bad.code === 'invalid_request')
    assert.match(bad.message, /`key_name`/)
    // Cached until shortly before it expires.
    seen.length = 0
    assert.equal(await watched.sign({ key: 'one.txt', bucket }), good)
    assert.deepEqual(seen, [])
  })

  test('objects are listed and deleted; an error says what to do', async () => {
    await signpost.upload('x', { bucket, key: 'listed/x.txt' })
    assert.deepEqual(
      (await signpost.list({ bucket, prefix: 'listed/' })).objects.map(({ key, size }) => [key, size]),
      [['listed/x.txt', 1]],
    )
    await signpost.remove({ bucket, key: 'listed/x.txt' })

    await assert.rejects(signpost.stat({ bucket, key: 'listed/x.txt' }), (error) => {
      assert.ok(error instanceof SignpostError)
      assert.deepEqual([error.code, error.status, error.canRetry], ['object_not_found', 404, false])
      assert.match(error.whatToDo, /letter by letter/)
      assert.match(error.requestId ?? '', /./)
      return true
    })
    await assert.rejects(signpost.download({ bucket, key: 'listed/x.txt' }), (error) => {
      assert.ok(error instanceof SignpostError)
      assert.deepEqual([error.code, error.s3Code, error.status], ['store_refused', 'NoSuchKey', 404])
      return true
    })
  })

  test('a page uses a client token, and gets a new one when the gateway no longer accepts it', async () => {
    const allow = [`upload:${bucket}/page/*`]
    const asked: string[] = []
    const page = createSignpost({
      url: stand.url,
      async getToken() {
        const made = await signpost.createClientToken({ allow, maxBytes: 1000, contentTypes: ['text/*'] })
        asked.push(made.clientToken)
        return asked.length === 1 ? `${made.clientToken}x` : made
      },
    })
    const file = new Blob(['hello'], { type: 'text/plain' })
    assert.equal((await page.upload(file, { bucket, key: 'page/hello.txt' })).size, 5)
    assert.equal(asked.length, 2)

    const tooLarge = page.upload(new Blob([content.subarray(0, 1001)], { type: 'text/plain' }), {
      ...{ bucket, key: 'page/large.txt' },
    })
    await assert.rejects(tooLarge, (error) => error instanceof SignpostError && error.code === 'token_not_allowed')
  })

  return () => ({ signpost, bucket })
}
