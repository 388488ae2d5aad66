import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { skipWithoutCeph } from '../../gateway/test/servers/ceph-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { createSignpost, type Signpost } from '../src/index.ts'
import { buildPage } from './build-page.ts'
import { setBucketCors, startCephStand } from './client-stand.ts'
import { textFile, watchRequests, writeLargeFile } from './element-events.ts'
import { type ElementApp, startElementApp } from './element-page.ts'
import { slowDown } from './page-network.ts'

/** Uppy's final report. */
interface Outcome {
  readonly failed: number
  readonly successful: readonly { readonly key: string; readonly uploadURL: string }[]
}

const mebi = 1024 ** 2

describe('Uppy 6 with `signRequest`, in Chromium, at Ceph', {
  skip: skipWithout('chromium') || skipWithoutCeph,
}, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let stand: Awaited<ReturnType<typeof startCephStand>>
  let app: ElementApp
  let server: Signpost
  before(async () => {
    stand = stack.use(await startCephStand())
    await setBucketCors(stand.ceph, stand.bucket, 'ETag')
    app = stack.use(await startElementApp(stand, { script: await buildPage('uppy-page.ts'), connect: 'data:' }))
    server = createSignpost(stand)
  })
  after(() => stack.disposeAsync())

  async function openPage(...files: ReturnType<typeof textFile>[] | string[]): Promise<Page> {
    app.tokens = {}
    const page = await app.open('<input type="file" multiple>')
    await page.locator('input').setInputFiles(files as string[])
    return page
  }

  const start = (page: Page, isMultipart?: boolean) =>
    page.evaluate(`start(${JSON.stringify(stand.url)}, ${JSON.stringify(stand.bucket)}, ${isMultipart})`)

  async function waitForOutcome(page: Page): Promise<Outcome> {
    await waitUntil('Uppy is done', async () => (await page.evaluate('window.outcome !== undefined')) === true)
    return (await page.evaluate('window.outcome')) as Outcome
  }

  async function digestObject(key: string): Promise<string> {
    const response = await server.download({ bucket: stand.bucket, key })
    return digest(Buffer.from(await response.arrayBuffer()))
  }

  test('sends files with PUT and their type, and signs those of one tick in one batch', async () => {
    const buffer = randomBytes(100_000)
    const page = await openPage({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer }, textFile('a.txt', 10))
    const asked = watchRequests(page, stand.url)
    await start(page)
    const { failed, successful } = await waitForOutcome(page)

    assert.deepEqual([failed, successful.length, asked], [0, 2, ['POST /awss3/signed-urls']])
    const photo = successful.find(({ key }) => /^page\/[0-9a-f]{24}-photo\.jpg$/.test(key)) ?? assert.fail()
    assert.ok(photo.uploadURL.endsWith(`/${stand.bucket}/${photo.key}`), photo.uploadURL)
    assert.equal((await server.stat({ bucket: stand.bucket, key: photo.key })).contentType, 'image/jpeg')
    assert.equal(await digestObject(photo.key), digest(buffer))
    await page.close()
  })

  test('sends a large file in parts whose sizes are announced, so a token with a size limit works', async () => {
    const buffer = randomBytes(17 * mebi)
    const page = await openPage(writeLargeFile(dir.path, 'large.mov', buffer))
    app.tokens = { maxBytes: 20 * mebi, contentTypes: ['video/*'] }
    const asked = watchRequests(page, stand.url)
    await start(page)
    const { failed, successful } = await waitForOutcome(page)

    assert.deepEqual(await page.evaluate('window.events'), ['part 1', 'part 2', 'part 3', 'part 4'])
    assert.equal(failed, 0)
    assert.deepEqual(
      asked.map((request) => request.replace(/multipart\/[^/]+/, 'multipart/ID')),
      ['POST /awss3/multipart', 'POST /awss3/multipart/ID/complete'],
    )
    const [{ key = '', uploadURL = '' } = {}] = successful
    assert.match(uploadURL, /^http:\/\/.*-large\.mov$/)
    const { size, contentType } = await server.stat({ bucket: stand.bucket, key })
    assert.deepEqual([size, contentType, await digestObject(key)], [17 * mebi, 'video/quicktime', digest(buffer)])
    await page.close()
  })

  test('continues with the parts that the store has, and aborts cancelled uploads', async () => {
    const page = await openPage(writeLargeFile(dir.path, 'paused.bin', 6 * mebi))
    await slowDown(page, 4 * mebi)
    const asked = watchRequests(page, stand.url)
    await start(page, true)
    await waitUntil('a part is there', async () => (await page.evaluate('window.events.length')) === 1)
    await page.evaluate('uppy.pauseAll()')
    await page.evaluate('uppy.resumeAll()')
    await waitForOutcome(page)
    assert.deepEqual(await page.evaluate('window.events'), ['part 1', 'part 2'])
    assert.ok(
      asked.some((request) => /^GET \/awss3\/multipart\/[^/]+$/.test(request)),
      asked.join(),
    )

    await page.locator('input').setInputFiles(writeLargeFile(dir.path, 'cancelled.bin', 6 * mebi))
    await start(page, true)
    await waitUntil('a part is there', async () => (await page.evaluate('window.events.length')) === 1)
    await page.evaluate('uppy.cancelAll()')
    await waitUntil('it is aborted', () => asked.some((request) => request.startsWith('DELETE /awss3/multipart/')))
    await page.close()
  })

  test('shows the gateway’s refusal in words', async () => {
    const page = await openPage(textFile('large.txt', 2000))
    app.tokens = { maxBytes: 1000 }
    await start(page)
    assert.equal((await waitForOutcome(page)).failed, 1)

    assert.match(String(await page.evaluate('window.events')), /^error .*1000/)
    await page.close()
  })
})

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
