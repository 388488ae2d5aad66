import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { type SeenRequest, type StubAnswer, signedAnswer, stubEnvironment } from '../test/stub-environment.ts'
import { createSignpost } from './create-signpost.ts'
import type { SignpostError } from './signpost-error.ts'

const url = 'https://sign.test'
const target = { bucket: 'my-bucket', key: 'a.bin' }
const inParts = { ...target, partsAbove: 10, partSize: 10, parallelParts: 2 }
const file = () => new File(['0123456789'.repeat(3)], 'a.bin', { lastModified: 1 })
const xml = (code: string) => `<Error><Code>${code}</Code><Message>So it is.</Message></Error>`
const refused = (status: number, code: string): StubAnswer => ({ status, text: xml(code) })
const gatewayError = (status: number, code: string, details?: object): StubAnswer => ({
  status,
  error: { code, message: code, details },
})

/** A gateway and a store with the parts of one upload. @param before may answer in their place */
function stubStore(before: (request: SeenRequest) => StubAnswer | undefined = () => undefined) {
  const parts = new Map<number, number>()
  const signPart = (partNumber: number) => ({
    partNumber,
    ...{ signedUrl: `https://store.test/my-bucket/a.bin?partNumber=${partNumber}`, method: 'PUT', headers: {} },
  })
  const stub = stubEnvironment((request) => {
    const { method, path, query, body } = request
    const special = before(request)
    if (special !== undefined) return special
    const place = `${method} ${path.replace('/awss3/', '')}`
    switch (place) {
      case 'GET signed-url':
        return { data: signedAnswer('a.bin') }
      case 'POST multipart': {
        const first = { parts: [1, 2].map(signPart), expiresAt: '2026-01-15T12:05:00Z' }
        return { data: { uploadId: 'U', ...target, partSize: 10, ...first } }
      }
      case 'GET multipart/U/parts': {
        const numbers = (query.get('part_numbers') ?? '').split(',').map(Number)
        return { data: { parts: numbers.map(signPart), expiresAt: '2026-01-15T12:10:00Z' } }
      }
      case 'GET multipart/U':
        return { data: { parts: [...parts].map(([partNumber, size]) => ({ partNumber, size, etag: 'e' })) } }
      case 'POST multipart/U/complete':
        return { data: { ...target, size: [...parts.values()].reduce((sum, size) => sum + size, 0), etag: 'E' } }
      case 'DELETE multipart/U':
        return { data: {} }
      default:
        parts.set(Number(query.get('partNumber')), (body as Blob).size)
        return { text: '' }
    }
  })
  const list = () => stub.requests.map(({ method, path, query }) => `${method} ${path}${query.get('partNumber') ?? ''}`)
  return { stub, parts, list, signpost: createSignpost({ url, token: 't' }, stub) }
}

test('a PUT with an expired URL is signed again; a final refusal says why', async () => {
  let refusals = 1
  const { signpost, list } = stubStore(({ path }) =>
    path === '/my-bucket/a.bin' && refusals-- > 0 ? refused(403, 'AccessDenied') : undefined,
  )
  assert.equal((await signpost.upload('abc', target)).size, 3)
  assert.deepEqual(list(), [
    'GET /awss3/signed-url',
    'PUT /my-bucket/a.bin',
    'GET /awss3/signed-url',
    'PUT /my-bucket/a.bin',
  ])

  refusals = 99
  await assert.rejects(signpost.upload('abc', target), (error: SignpostError) => {
    assert.deepEqual([error.code, error.s3Code, error.status], ['store_refused', 'AccessDenied', 403])
    assert.match(error.message, /status 403, AccessDenied: So it is/)
    assert.match(error.whatToDo, /lacks the permission/)
    return true
  })
})

test('a length that the store cannot sign is omitted, and nothing else', async () => {
  const cannot = (parameter: string, why: string) =>
    gatewayError(400, 'invalid_request', [{ parameter, message: `\`${parameter}\` ${why}` }])
  const { signpost, stub } = stubStore(({ query }) =>
    query.has('content_length') ? cannot('content_length', 'cannot be used: version 2') : undefined,
  )
  await signpost.upload('abc', target)
  assert.deepEqual(
    stub.requests.map(({ query }) => query.get('content_length')),
    ['3', null, null],
  )

  const other = stubStore(() => cannot('content_length', 'must be smaller'))
  await assert.rejects(other.signpost.upload('abc', target), /must be smaller/)
})

test('a stream is not read past its end, however many parts are sent at a time', async () => {
  const { signpost, parts } = stubStore()
  const slices = mock.method(Blob.prototype, 'slice')
  const stream = new Blob(['0123456789'.repeat(3)]).stream()
  assert.equal((await signpost.upload(stream, { ...inParts, parallelParts: 4 })).size, 30)
  slices.mock.restore()
  assert.deepEqual([...parts.keys()].toSorted(), [1, 2, 3])
  const bounds = slices.mock.calls.flatMap((call) => call.arguments as number[])
  assert.deepEqual(
    bounds.filter((bound) => !Number.isInteger(bound)),
    [],
  )
})

test('temporary errors of the store are retried, without sending finished parts again', async () => {
  let failures = 2
  const { signpost, stub, list, parts } = stubStore(({ query }) => {
    if (query.get('partNumber') !== '2' || failures-- <= 0) return undefined
    if (failures === 0) throw new TypeError('fetch failed')
    return { ...refused(503, 'SlowDown'), headers: { 'retry-after': '7' } }
  })
  const seen: number[] = []
  const result = await signpost.upload(file(), { ...inParts, onProgress: ({ sentBytes }) => seen.push(sentBytes) })

  assert.equal(result.size, 30)
  assert.equal(seen.at(-1), 30)
  assert.deepEqual(stub.pauses, [7500, 1000], 'as long as the store says')
  assert.deepEqual([...parts.keys()].toSorted(), [1, 2, 3])
  assert.equal(list().filter((line) => line === 'PUT /my-bucket/a.bin2').length, 3)
  assert.equal(list().filter((line) => line === 'PUT /my-bucket/a.bin1').length, 1)
})

test('after a reload the store’s list counts: parts of a different size are sent again', async () => {
  const { signpost, stub, parts, list } = stubStore()
  let isDown = true
  const first = stubStore(({ query }) => {
    if (query.get('partNumber') === '3' && isDown) throw new TypeError('fetch failed')
    return undefined
  })
  await assert.rejects(first.signpost.upload(file(), { ...inParts, retries: 0 }), /could not be reached/)
  const [[name, kept] = []] = first.stub.storage.values
  assert.ok(!first.list().includes('DELETE /awss3/multipart/U'), 'it can go on later')
  isDown = false

  stub.storage.values.set(name ?? '', kept ?? '')
  parts.set(1, 10).set(2, 4)
  await signpost.upload(file(), inParts)
  assert.deepEqual(
    list().filter((line) => line.startsWith('PUT')),
    ['PUT /my-bucket/a.bin2', 'PUT /my-bucket/a.bin3'],
  )
  assert.ok(!list().includes('POST /awss3/multipart'))
  assert.equal(stub.storage.values.size, 0)
})

test('an upload that no longer exists after a reload starts over', async () => {
  const { signpost, stub, list } = stubStore(({ path }) =>
    path.startsWith('/awss3/multipart/OLD') ? gatewayError(404, 'upload_not_found') : undefined,
  )
  const first = stubStore(({ method }) => {
    if (method === 'PUT') throw new TypeError('fetch failed')
    return undefined
  })
  await assert.rejects(first.signpost.upload(file(), { ...inParts, retries: 0 }))
  const [[name = ''] = []] = first.stub.storage.values
  stub.storage.values.set(name, JSON.stringify({ uploadId: 'OLD', partSize: 10 }))

  assert.equal((await signpost.upload(file(), inParts)).size, 30)
  assert.deepEqual(list().slice(0, 3), [
    'GET /awss3/multipart/OLD',
    'POST /awss3/multipart/OLD/complete',
    'POST /awss3/multipart',
  ])
})

test('an upload with a final refusal is aborted and forgotten', async () => {
  const { signpost, stub, list } = stubStore(({ method }) =>
    method === 'PUT' ? refused(400, 'InvalidRequest') : undefined,
  )
  await assert.rejects(signpost.upload(file(), inParts), /InvalidRequest/)

  assert.equal(list().at(-1), 'DELETE /awss3/multipart/U')
  assert.equal(stub.storage.values.size, 0)
})

test('an incomplete upload sends its missing parts', async () => {
  let isFirst = true
  const { signpost, list, parts } = stubStore(({ path }) => {
    if (!path.endsWith('/complete') || !isFirst) return undefined
    isFirst = false
    parts.delete(2)
    return gatewayError(409, 'upload_incomplete')
  })
  assert.equal((await signpost.upload(file(), inParts)).size, 30)
  assert.equal(list().filter((line) => line === 'PUT /my-bucket/a.bin2').length, 2)
})

test('part URLs that expire during a pause are signed again before they are used', async () => {
  const { signpost, stub } = stubStore()
  const upload = signpost.upload(file(), { ...inParts, parallelParts: 1, onProgress: pauseOnce })
  let wasPaused = false
  function pauseOnce() {
    if (wasPaused) return
    wasPaused = true
    upload.pause()
    stub.pass(300_000)
    setImmediate(upload.resume)
  }
  assert.equal((await upload).size, 30)

  const asked = stub.requests.flatMap(({ query }) => query.get('part_numbers') ?? [])
  assert.ok(
    asked.some((numbers) => numbers.split(',').includes('2')),
    `${asked}`,
  )
})

test('an unreachable gateway is called as often as `retries` allows, and not again for each attempt', async () => {
  const { signpost, list } = stubStore(() => {
    throw new TypeError('fetch failed')
  })
  await assert.rejects(signpost.upload('abc', { ...target, retries: 2 }), /gateway .* could not be reached/)
  assert.equal(list().length, 3)
})

test('a wrong argument is refused before anything is sent', async () => {
  const { signpost, stub } = stubStore()
  await assert.rejects(signpost.upload('abc', { ...target, parallelParts: 0 }), /`parallelParts` must be 1 or more/)
  await assert.rejects(signpost.upload('abc', { ...target, partsAbove: 6 * 1024 ** 3 }), /`partsAbove`/)
  await assert.rejects(
    signpost.upload('abc', { ...target, signal: AbortSignal.abort() }),
    (error: SignpostError) => error.code === 'aborted',
  )
  assert.equal(stub.requests.length, 0)
})

test('an exception of `onProgress` stops the upload, and the upload rejects with it', async () => {
  const { signpost, stub, list } = stubStore()
  const mistake = new Error('a mistake of the page')
  const onProgress = () => {
    throw mistake
  }
  await assert.rejects(signpost.upload(file(), { ...inParts, onProgress }), mistake)
  assert.equal(list().at(-1), 'DELETE /awss3/multipart/U')

  // As in Node, where the store's request reads a stream that reports progress.
  const fetchStream = async (target: string, init?: RequestInit) => {
    if (init?.body instanceof ReadableStream) await new Response(init.body).arrayBuffer()
    return stub.fetch(target, init)
  }
  const node = createSignpost({ url, token: 't' }, { ...stub, canCountStreams: true, fetch: fetchStream })
  await assert.rejects(node.upload(file(), { ...target, onProgress }), mistake)
})
