import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { skipWithoutCeph } from '../../gateway/test/servers/ceph-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { createSignpost, type Signpost } from '../src/index.ts'
import { openClientPage } from './client-page.ts'
import { type ClientStand, startCephStand, startSandboxStand } from './client-stand.ts'

const skip = skipWithout('chromium')
const mebi = 1024 ** 2

describe('the client in Chromium, at the sandbox', { skip }, () => {
  testPage(startSandboxStand)
})

describe('the client in Chromium, at Ceph', { skip: skip || skipWithoutCeph }, () => {
  let stand: Awaited<ReturnType<typeof startCephStand>>
  testPage(async () => {
    stand = await startCephStand()
    return stand
  })

  test('CORS is told from a network that is down: of the bucket, and of the gateway', async () => {
    await using opened = await openClientPage()
    const { page, origin } = opened
    await stand.ceph.createBucket('closed')
    await page.locator('input').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
    const startWith = (url: string, bucket: string, options = {}) =>
      page.evaluate(
        `start(${JSON.stringify({ url, token: stand.token })}, ${JSON.stringify({ bucket, key: 'a.txt', ...options })})`,
      )

    await startWith(stand.url, 'closed')
    const { error } = await waitForOutcome(page)
    assert.equal(error?.code, 'bucket_cors')
    assert.match(error?.message ?? '', /bucket CORS does not allow this origin/)
    assert.match(error?.whatToDo ?? '', /Give the bucket a CORS rule/)

    // Another port is another origin, and this server knows nothing of CORS.
    await startWith(origin.replace('127.0.0.1', 'localhost'), stand.bucket)
    assert.equal((await waitForOutcome(page)).error?.code, 'gateway_cors')

    await startWith('http://127.0.0.1:9', stand.bucket, { retries: 0 })
    assert.equal((await waitForOutcome(page)).error?.code, 'network_error')
  })
})

/** What a page has come to. */
interface Outcome {
  readonly result?: { readonly size: number; readonly etag?: string }
  readonly error?: { readonly code: string; readonly message: string; readonly whatToDo: string }
}

function testPage(startStand: () => Promise<ClientStand>): void {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let url: string
  let bucket: string
  let server: Signpost
  before(async () => {
    const stand = stack.use(await startStand())
    ;({ url, bucket } = stand)
    server = createSignpost(stand)
  })
  after(() => stack.disposeAsync())

  /** A file on the disk, so that it is the same one after a reload. */
  function makeFile(name: string, bytes: number) {
    const content = randomBytes(bytes)
    const path = join(dir.path, name)
    writeFileSync(path, content)
    return { path, digest: createHash('sha256').update(content).digest('hex') }
  }

  async function digest(key: string): Promise<string> {
    const response = await server.download({ bucket, key })
    return createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')
  }

  /** The page knows a client token, and nothing else. */
  async function start(page: Page, origin: string, path: string, options: object): Promise<void> {
    const { clientToken } = await server.createClientToken({ allow: [`upload:${bucket}/page/*`], origins: [origin] })
    await page.locator('input').setInputFiles(path)
    await page.evaluate(
      `start(${JSON.stringify({ url, token: clientToken })}, ${JSON.stringify({ bucket, ...options })})`,
    )
  }

  async function readSeen(page: Page): Promise<number[]> {
    return (await page.evaluate('window.seen')) as number[]
  }

  test('a file goes up by one PUT, with the progress of its bytes', async () => {
    await using opened = await openClientPage()
    const { page, origin, context } = opened
    const file = makeFile('small.png', 8 * mebi)
    await slowDown(context, page, 16 * mebi)
    await start(page, origin, file.path, { key: 'page/small.png' })

    const { result, error } = await waitForOutcome(page)
    assert.equal(error, undefined)
    assert.equal(result?.size, 8 * mebi)
    const seen = await readSeen(page)
    assert.ok(seen.length > 2, `${seen}`)
    assert.deepEqual(
      seen.toSorted((one, other) => one - other),
      seen,
    )
    assert.equal(seen.at(-1), 8 * mebi)
    assert.equal(await digest('page/small.png'), file.digest)
  })

  test('40 MiB survive a reload without sending finished parts again, and then a cut of the network', async () => {
    await using opened = await openClientPage()
    const { page, origin, context } = opened
    const file = makeFile('large.mov', 40 * mebi)
    const options = { key: 'page/large.mov', partSize: 5 * mebi, parallelParts: 2 }
    const finished = watchParts(context)
    await slowDown(context, page, 8 * mebi)
    await start(page, origin, file.path, options)
    await page.waitForFunction(`window.seen.at(-1) > ${17 * mebi}`)
    const before = [...finished]
    assert.ok(before.length >= 1, 'a part is done')
    assert.equal(await page.evaluate('window.result'), undefined)

    await page.reload()
    finished.length = 0
    await start(page, origin, file.path, options)
    await page.waitForFunction(`window.seen.at(-1) > ${28 * mebi}`)
    const seen = await readSeen(page)
    assert.ok(
      seen.slice(0, before.length).every((bytes) => bytes % (5 * mebi) === 0),
      'what is there counts at once',
    )
    await context.setOffline(true)
    await page.waitForFunction('!navigator.onLine')
    await page.waitForTimeout(1000)
    assert.equal(await page.evaluate('window.result'), undefined)
    await context.setOffline(false)

    const { result, error } = await waitForOutcome(page)
    assert.deepEqual(error, undefined)
    assert.equal(result?.size, 40 * mebi)
    assert.deepEqual(
      finished.filter((part) => before.includes(part)),
      [],
    )
    assert.equal(new Set(finished).size, finished.length)
    assert.equal(await digest('page/large.mov'), file.digest)
    assert.equal(await page.evaluate('localStorage.length'), 0)
  })
}

async function waitForOutcome(page: Page): Promise<Outcome> {
  return (await (await page.waitForFunction('window.result', undefined, { timeout: 50_000 })).jsonValue()) as Outcome
}

/** The numbers of the parts that the store has answered with 200, as they come. */
function watchParts(context: BrowserContext): number[] {
  const finished: number[] = []
  context.on('response', (response) => {
    const number = Number(new URL(response.url()).searchParams.get('partNumber'))
    if (response.request().method() === 'PUT' && number > 0 && response.status() === 200) finished.push(number)
  })
  return finished
}

/** A line of so many bytes a second. */
async function slowDown(context: BrowserContext, page: Page, bytesPerSecond: number): Promise<void> {
  const session = await context.newCDPSession(page)
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond }
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
}
