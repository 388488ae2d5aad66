import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { skipWithoutCeph } from '../../gateway/test/servers/ceph-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { createSignpost, type Signpost } from '../src/index.ts'
import { type ClientPages, startClientPages, waitForOutcome } from './client-page.ts'
import { type CephStand, type ClientStand, startCephStand, startSandboxStand } from './client-stand.ts'
import { slowDown } from './page-network.ts'

const mebi = 1024 ** 2
const parts = { partSize: 5 * mebi, partsAbove: 5 * mebi, parallelParts: 2 }

/** Realistic sizes are run by hand (CONTRIBUTING.md): `CLIENT_MEBIBYTES=300 CLIENT_CUT_SECONDS=10`. */
const largeMebi = Number(process.env.CLIENT_MEBIBYTES ?? 25)
const cutSeconds = Number(process.env.CLIENT_CUT_SECONDS ?? 1)

describe('the client in Chromium, at the sandbox', { skip: skipWithout('chromium') }, () => {
  const { makeFile, open, start, digest, server } = usePages(startSandboxStand)

  test('the store verifies the SHA-256 of a whole object, and of each part', async () => {
    const page = await open()
    const file = makeFile('checked.bin', 11 * mebi)
    for (const options of [{}, parts]) {
      await start(page, file.path, { key: 'page/checked.bin', checksum: 'sha256', ...options })
      const { result, error } = await waitForOutcome(page)
      assert.equal(error, undefined)
      assert.equal(result?.size, 11 * mebi)
      const { checksums } = await server().stat({ bucket: 'my-bucket', key: 'page/checked.bin' })
      assert.match(checksums?.sha256 ?? '', options === parts ? /=-3$/ : /=$/)
      assert.equal(await digest('page/checked.bin'), file.digest)
    }
  })
})

describe('the client in Chromium, at Ceph', { skip: skipWithout('chromium') || skipWithoutCeph }, () => {
  let stand: CephStand
  const { makeFile, open, start, digest, server, pages } = usePages(async () => {
    stand = await startCephStand()
    return stand
  })

  test('a file is uploaded with one PUT, and its progress is reported in bytes', async () => {
    const page = await open()
    const file = makeFile('small.png', 8 * mebi)
    await slowDown(page, 16 * mebi)
    await start(page, file.path, { key: 'page/small.png' })

    const { result, error } = await waitForOutcome(page)
    assert.equal(error, undefined)
    assert.equal(result?.size, 8 * mebi)
    const seen = (await page.evaluate('window.seen')) as number[]
    assert.ok(seen.length > 2, `${seen}`)
    assert.deepEqual(
      seen.toSorted((one, other) => one - other),
      seen,
    )
    assert.equal(seen.at(-1), 8 * mebi)
    assert.equal(await digest('page/small.png'), file.digest)
  })

  test('three files of 1 KB cost one batch', async () => {
    const page = await open()
    const asked: string[] = []
    page.on('request', (request) => {
      // The browser itself adds a preflight.
      if (!request.url().startsWith(stand.url) || request.method() === 'OPTIONS') return
      asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
    })
    const files = ['one', 'two', 'three'].map((name) => makeFile(`${name}.bin`, 1024).path)
    await page.locator('input').setInputFiles(files)
    const allow = [`upload:${stand.bucket}/page/*`]
    const { clientToken: token } = await server().createClientToken({ allow, origins: [pages().origin] })
    const options = [{ url: stand.url, token }, { bucket: stand.bucket }].map((one) => JSON.stringify(one))

    assert.deepEqual(await page.evaluate(`startAll(${options})`), [1024, 1024, 1024])
    assert.deepEqual(asked, ['POST /awss3/signed-urls'])
  })

  test('a page pauses, resumes and aborts an upload, and nothing is left in the store', async () => {
    const page = await open()
    const seen = watchParts()
    await slowDown(page, 16 * mebi)
    await start(page, makeFile('paused.mov', 25 * mebi).path, { key: 'page/paused.mov', ...parts })
    await page.waitForFunction(`window.seen.at(-1) > ${11 * mebi}`)

    await page.evaluate('window.upload.pause()')
    await waitUntil('nothing is under way', () => seen.areOver())
    const [begun, finished] = [seen.begun(), seen.finished()]
    assert.ok(finished.length > 0, 'what was sent stays')
    assert.equal(await stand.countOpen(), 1)
    assert.equal(seen.begun(), begun, 'a pause begins nothing')
    await page.evaluate('window.upload.resume()')
    await waitUntil('it goes on', () => seen.finished().length > finished.length)

    await page.evaluate('window.upload.abort()')
    assert.equal((await waitForOutcome(page)).error?.code, 'aborted')
    assert.equal(await stand.countOpen(), 0)
    assert.equal(await page.evaluate('localStorage.length'), 0)
    seen.holdOnce()
  })

  test(`${largeMebi} MiB survive a reload and a cut of ${cutSeconds} s, and no finished part is sent again`, {
    timeout: 300_000,
  }, async () => {
    const page = await open()
    const seen = watchParts()
    const size = largeMebi * mebi
    const options = { key: 'page/large.mov', ...(largeMebi > 100 ? {} : parts) }
    const file = makeFile('large.mov', size)
    await slowDown(page, 8 * mebi)
    await start(page, file.path, options)
    await page.waitForFunction(`window.seen.at(-1) > ${size * 0.4}`, undefined, { timeout: 110_000 })
    assert.equal(await page.evaluate('window.result'), undefined)

    await page.reload()
    await waitUntil('nothing is under way', () => seen.areOver())
    const finished = seen.finished()
    assert.ok(finished.length >= 1, 'a part is done')
    await start(page, file.path, options)
    await page.waitForFunction(`window.seen.at(-1) > ${size * 0.7}`, undefined, { timeout: 110_000 })
    await pages().context.setOffline(true)
    await page.waitForFunction('!navigator.onLine')
    await page.waitForTimeout(cutSeconds * 1000)
    assert.equal(await page.evaluate('window.result'), undefined)
    await pages().context.setOffline(false)

    const { result, error } = await waitForOutcome(page)
    assert.deepEqual(error, undefined)
    assert.equal(result?.size, size)
    seen.holdOnce()
    assert.equal(await digest('page/large.mov'), file.digest)
    assert.deepEqual([await page.evaluate('localStorage.length'), await stand.countOpen()], [0, 0])
  })

  test('a CORS refusal by the bucket or the gateway is distinguished from a lost network', async () => {
    const page = await open()
    await stand.ceph.createBucket('closed')
    await page.locator('input').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
    const startWith = (url: string, bucket: string, options = {}) =>
      page.evaluate(
        `start(${JSON.stringify({ url, token: stand.token })}, ${JSON.stringify({ bucket, key: 'a.txt', ...options })})`,
      )

    await startWith(stand.url, 'closed')
    const { error } = await waitForOutcome(page)
    assert.equal(error?.code, 'bucket_cors')
    assert.match(error?.message ?? '', /CORS rules do not allow this origin/)
    assert.match(error?.whatToDo ?? '', /Give the bucket a CORS rule/)

    // Another port is another origin, and this server does not support CORS.
    await startWith(pages().origin.replace('127.0.0.1', 'localhost'), stand.bucket)
    assert.equal((await waitForOutcome(page)).error?.code, 'gateway_cors')

    await startWith('http://127.0.0.1:9', stand.bucket, { retries: 0 })
    assert.equal((await waitForOutcome(page)).error?.code, 'network_error')
  })

  /** The parts that reach the store from now on. */
  function watchParts() {
    const first = stand.store.parts.length
    const list = () => stand.store.parts.slice(first)
    const finished = () => list().flatMap(({ number, status }) => (status === 200 ? [number] : []))
    return {
      begun: () => list().length,
      finished,
      areOver: () => list().every(({ isOver }) => isOver),
      holdOnce: () => assert.equal(finished().length, new Set(finished()).size, `each arrived once: ${finished()}`),
    }
  }
})

/** A gateway and a Chromium for the tests of a block. */
function usePages(startStand: () => Promise<ClientStand>) {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let stand: ClientStand
  let pages: ClientPages
  let server: Signpost
  before(async () => {
    stand = stack.use(await startStand())
    pages = stack.use(await startClientPages())
    server = createSignpost(stand)
  })
  after(() => stack.disposeAsync())
  return {
    pages: () => pages,
    server: () => server,
    open: () => pages.open(),

    /** A file on disk, so that it is the same file after a reload. */
    makeFile(name: string, bytes: number) {
      const content = randomBytes(bytes)
      const path = join(dir.path, name)
      writeFileSync(path, content)
      return { path, digest: createHash('sha256').update(content).digest('hex') }
    },

    /** Gives the page only a client token. */
    async start(page: Page, path: string, uploadOptions: object): Promise<void> {
      const { url, bucket } = stand
      const allow = [`upload:${bucket}/page/*`]
      const { clientToken: token } = await server.createClientToken({ allow, origins: [pages.origin] })
      await page.locator('input').setInputFiles(path)
      const options = [
        { url, token },
        { bucket, ...uploadOptions },
      ].map((one) => JSON.stringify(one))
      await page.evaluate(`start(${options})`)
    },

    /** Reads an object in the store. */
    async digest(key: string): Promise<string> {
      const response = await server.download({ bucket: stand.bucket, key })
      const content = Buffer.from(await response.arrayBuffer())
      return createHash('sha256').update(content).digest('hex')
    },
  }
}
