import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { firstKeyPair } from '../../gateway/test/samples/s3-key-pairs.ts'
import { createToken, storeCredential } from '../../gateway/test/samples/store-credential.ts'
import { startComposedGateway } from '../../gateway/test/servers/composed-gateway.ts'
import { startSandboxServer } from '../../gateway/test/servers/sandbox-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { detectEnvironment } from '../src/environment.ts'
import { createSignpost, SignpostError, type UploadData } from '../src/index.ts'

// An upload arrives, or the client reports that it did not, or that the outcome is unknown. The tests use the sandbox, which
// verifies checksums as AWS does, and control the gateway's clock.

const bucket = 'my-bucket'
const partSize = 5 * 1024 ** 2
const inParts = { bucket, partSize, partsAbove: partSize }
const content = new Uint8Array(randomBytes(2 * partSize + 1234))
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

const stack = new AsyncDisposableStack()
let options: { url: string; token: string }
let dataDir: string
let behindMs = 0
before(async () => {
  dataDir = stack.use(makeTempDir()).path
  const { endpoint } = stack.use(await startSandboxServer())
  const { accessKeyId, secretAccessKey: secret } = firstKeyPair
  const store = { accessKeyId, secret, region: 'us-east-1', endpoint, preset: 'other', bucketPatterns: [] } as const
  await storeCredential('store', { dataDir }, store)
  const { url } = stack.use(await startComposedGateway({ dataDir, clock: () => Date.now() - behindMs }))
  options = { url, token: await createToken({ dataDir }) }
})
after(() => stack.disposeAsync())

type Send = (target: URL, init: RequestInit) => Promise<Response>

/** Creates a client whose requests pass through a function of the test. Its pauses are short. */
function connect(change: (send: Send) => Send = (send) => send) {
  const environment = detectEnvironment()
  const send = change((target, init) => environment.fetch(String(target), init))
  return createSignpost(options, {
    ...environment,
    fetch: (target, init = {}) => send(new URL(target), init),
    // The timer that guards a request is longer than any pause.
    setTimer: (callback, ms) => environment.setTimer(callback, ms < 60_000 ? Math.min(ms, 10) : ms),
  })
}

async function download(key: string): Promise<Buffer> {
  return Buffer.from(await (await connect().download({ bucket, key })).arrayBuffer())
}

test('the store enforces the checksum of the whole object and of each part, and stores it with the object', async () => {
  const signpost = connect()
  const key = 'checked.bin'
  const read = async () => (await signpost.stat({ bucket, key })).checksums?.sha256
  await signpost.upload('abc', { bucket, key, checksum: 'sha256' })
  assert.equal(await read(), 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=')

  const digests = [0, 1, 2].map((index) => hash(content.subarray(index * partSize, (index + 1) * partSize)))
  const ofParts = `${hash(Buffer.concat(digests)).toString('base64')}-3`
  const datas: readonly UploadData[] = [content, new Blob([content]).stream()]
  for (const data of datas) {
    assert.equal((await signpost.upload(data, { ...inParts, key, checksum: 'sha256' })).warnings, undefined)
    assert.equal(await read(), ofParts)
    assert.ok((await download(key)).equals(content))
  }
  await assert.rejects(signpost.upload(content, { ...inParts, key, checksumSha256: 'x' }), /works only with one PUT/)
})

test('a part or a whole object that arrives damaged is sent again', async () => {
  for (const [key, isChanged, how] of [
    ['part.bin', (target: URL) => target.searchParams.get('partNumber') === '2', inParts],
    ['whole.bin', ({ pathname }: URL) => pathname === '/my-bucket/whole.bin', { bucket }],
  ] as const) {
    let tries = 0
    const signpost = connect((send) => async (target, init) => {
      if (init.method !== 'PUT' || !isChanged(target) || tries++ > 0) return send(target, init)
      const bytes = Buffer.from(await new Response(init.body).arrayBuffer())
      bytes[1000] = (bytes[1000] ?? 0) ^ 1
      return send(target, { ...init, body: bytes })
    })
    await signpost.upload(content, { ...how, key, checksum: 'sha256' })
    assert.equal(tries, 2)
    assert.ok((await download(key)).equals(content))
  }
})

/** A page's storage, and pages that come and go. Each uploads the same file, and its connection breaks where the test says. */
function openPages(key: string) {
  const values = new Map<string, string>()
  const storage = {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  }
  const sent: string[] = []
  const upload = (
    bytes: Uint8Array<ArrayBuffer>,
    breaks: (target: URL) => 'before' | 'after' | undefined = () => undefined,
  ) => {
    const environment = detectEnvironment()
    const fetchSeen = async (target: string, init?: RequestInit) => {
      const url = new URL(target)
      const where = breaks(url)
      if (where === 'before') throw new TypeError('fetch failed')
      const response = await environment.fetch(target, init)
      const part = url.searchParams.get('partNumber')
      if (part !== null) sent.push(part)
      if (where === 'after') throw new TypeError('fetch failed')
      return response
    }
    const file = new File([bytes], 'a.bin', { lastModified: 1 })
    const how = { checksum: 'sha256', parallelParts: 1, retries: 0 } as const
    return createSignpost(options, { ...environment, storage, fetch: fetchSeen }).upload(file, {
      ...inParts,
      ...how,
      key,
    })
  }
  return { values, sent, upload }
}

test('after a reload, a part in the store that does not belong to this file is sent again', async () => {
  const { values, sent, upload } = openPages('resumed.bin')
  // A file of the same name, size and date, with a different second part.
  const former = content.slice()
  former[partSize + 7] = (former[partSize + 7] ?? 0) ^ 1
  const isThird = ({ searchParams }: URL) => (searchParams.get('partNumber') === '3' ? 'before' : undefined)
  await assert.rejects(upload(former, isThird), /could not be reached/)
  assert.deepEqual(sent.splice(0), ['1', '2'])
  assert.equal(values.size, 1)

  await upload(content)
  assert.deepEqual(sent, ['2', '3'])
  assert.ok((await download('resumed.bin')).equals(content))
  assert.equal(values.size, 0)
})

test('a page that was closed before it received the completion does not send the file again', async () => {
  const { values, sent, upload } = openPages('unheard.bin')
  const isEnd = ({ pathname }: URL) => (pathname.endsWith('/complete') ? 'after' : undefined)
  await assert.rejects(upload(content, isEnd), /could not be reached/)
  assert.deepEqual([sent.splice(0).length, values.size], [3, 1])

  const { size, warnings } = await upload(content)
  assert.deepEqual([size, sent, values.size], [content.length, [], 0])
  assert.match(String(warnings), /was already completed/)
})

test('a URL that has expired when it is used is signed again: of a whole object, a part and a download', async () => {
  const endings: string[] = []
  const late = 3_600_000
  const signpost = connect((send) => async (target, init) => {
    const isBeginning = target.pathname === '/awss3/multipart'
    // The gateway's own requests to the store must have the real time.
    if (isBeginning) behindMs = 0
    const response = await send(target, init)
    if (isBeginning) behindMs = late
    if (response.status === 403 && target.pathname.startsWith('/my-bucket/')) {
      endings.push(/<Message>([^<]*)/.exec(await response.clone().text())?.[1] ?? '')
      behindMs = 0
    }
    return response
  })
  for (const use of [
    () => signpost.upload('late', { bucket, key: 'late.txt' }),
    // Parts with checksums are signed only when they are sent.
    () => signpost.upload(content, { ...inParts, key: 'late.bin', checksum: 'sha256', parallelParts: 1 }),
    () => signpost.download({ bucket, key: 'late.txt' }),
  ]) {
    behindMs = late
    endings.length = 0
    await use().finally(() => {
      behindMs = 0
    })
    assert.match(endings[0] ?? '', /expired/i)
  }
  assert.equal((await download('late.txt')).toString(), 'late')
})

test('an upload that must not replace an object, and whose answer is lost, is recognised', async () => {
  /** The first PUT arrives, or a different object in its place, but its answer is lost. */
  const loseAnswer = (inItsPlace?: string) => {
    let isLost = false
    return connect((send) => async (target, init) => {
      if (isLost || init.method !== 'PUT') return send(target, init)
      isLost = true
      const arrived = inItsPlace === undefined ? init : { ...init, body: inItsPlace }
      assert.equal((await send(target, arrived)).status, 200)
      throw new TypeError('fetch failed')
    })
  }
  const isError = (name: string) => (error: unknown) =>
    error instanceof SignpostError && [error.code, error.s3Code].includes(name)
  const once = { bucket, ifNoneMatch: '*' } as const
  const result = await loseAnswer().upload('own bytes', { ...once, key: 'own.txt' })
  assert.deepEqual([result.size, result.warnings?.length], [9, 1])
  await assert.rejects(connect().upload('own bytes', { ...once, key: 'own.txt' }), isError('PreconditionFailed'))
  const other = loseAnswer('not bytes').upload('own bytes', { ...once, key: 'other.txt' })
  await assert.rejects(other, isError('outcome_unknown'))
  assert.equal((await download('other.txt')).toString(), 'not bytes')
})

test('after its rate is exhausted, the client waits as long as the gateway says, and a little longer', async () => {
  const limited = { ...options, token: await createToken({ dataDir }, { name: 'slow', rate: '1/s' }) }
  const environment = detectEnvironment()
  const statuses: number[] = []
  const pauses: number[] = []
  const signpost = createSignpost(limited, {
    ...environment,
    random: () => 1,
    async fetch(target, init) {
      const response = await environment.fetch(target, init)
      if (response.status === 429) assert.match(response.headers.get('retry-after') ?? '', /^[1-9]$/)
      statuses.push(response.status)
      return response
    },
    // The gateway's clock advances instead.
    setTimer(callback, ms) {
      if (ms === 0 || ms >= 60_000) return environment.setTimer(callback, ms)
      pauses.push(ms)
      behindMs -= ms
      return environment.setTimer(callback, 0)
    },
  })
  for (let index = 0; index < 8; index++) await signpost.sign({ bucket, key: `${index}`, type: 'upload' })
  behindMs = 0

  assert.equal(statuses.filter((status) => status === 200).length, 8)
  assert.ok(statuses.includes(429), `${statuses}`)
  assert.ok(pauses.length > 0 && pauses.every((ms) => ms >= 1000 && ms <= 3000), `${pauses}`)
})
