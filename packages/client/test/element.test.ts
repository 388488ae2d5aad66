import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { skipWithoutCeph } from '../../gateway/test/servers/ceph-server.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { createSignpost, type Signpost } from '../src/index.ts'
import { startCephStand } from './client-stand.ts'
import { clearEvents, readEvents, textFile, waitForEvent, watchRequests, writeLargeFile } from './element-events.ts'
import { type ElementApp, prefix, startElementApp } from './element-page.ts'
import { slowDown, watchParts } from './page-network.ts'

const mebi = 1024 ** 2

/** `ELEMENT_MEGABYTES=300` uploads a file of realistic size, and cuts the network for 10 s. */
const megabytes = Number(process.env.ELEMENT_MEGABYTES ?? 20)

describe('<signpost-upload> in Chromium, at Ceph', { skip: skipWithout('chromium') || skipWithoutCeph }, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let stand: Awaited<ReturnType<typeof startCephStand>>
  let app: ElementApp
  let server: Signpost
  before(async () => {
    stand = stack.use(await startCephStand())
    app = stack.use(await startElementApp(stand))
    server = createSignpost(stand)
  })
  after(() => stack.disposeAsync())

  async function openPage(attributes = ''): Promise<Page> {
    app.tokens = {}
    return app.open(
      `<signpost-upload bucket="${stand.bucket}" prefix="${prefix}" token-url="/upload-token" ${attributes}></signpost-upload>`,
    )
  }

  async function digestObject(key: string): Promise<string> {
    const response = await server.download({ bucket: stand.bucket, key })
    return digest(Buffer.from(await response.arrayBuffer()))
  }

  const setOptions = (page: Page, options: object) =>
    page.evaluate(`document.querySelector('signpost-upload').uploadOptions = () => (${JSON.stringify(options)})`)

  const readKeys = async (page: Page) =>
    (await page.evaluate(`document.querySelector('signpost-upload').value`)) as string[]

  test('a file is uploaded under a key that nobody can guess, without a violation of the strictest policy', async () => {
    const page = await openPage()
    const buffer = randomBytes(300_000)
    await page.locator('input').setInputFiles({ name: 'holiday photo.jpg', mimeType: 'image/jpeg', buffer })
    const { detail } = await waitForEvent(page, 'complete')

    assert.equal(detail.uploads.length, 1)
    await waitForEvent(page, 'change')
    const types = (await readEvents(page)).map(({ type }) => type).filter((type) => type !== 'progress')
    assert.deepEqual(types, ['start', 'done', 'complete', 'change'])
    const [key = ''] = await readKeys(page)
    assert.match(key, /^page\/[0-9a-f]{24}-holiday-photo\.jpg$/)
    assert.equal((await server.stat({ bucket: stand.bucket, key })).contentType, 'image/jpeg')
    assert.equal(await digestObject(key), digest(buffer))
    assert.deepEqual(await page.evaluate('window.violations'), [])
    assert.match(await page.locator('li').innerText(), /Uploaded, 300 kB/)
    await page.close()
  })

  test('three files of 1 KB cost one batch, and one token', async () => {
    const page = await openPage('multiple')
    const asked = watchRequests(page, stand.url)
    const before = app.tokensGiven
    await page.locator('input').setInputFiles(['a', 'b', 'c'].map((name) => textFile(`${name}.txt`, 1024)))
    await waitForEvent(page, 'complete')

    assert.deepEqual(asked, ['POST /awss3/signed-urls'])
    assert.deepEqual([app.tokensGiven - before, (await readKeys(page)).length], [1, 3])
    await page.close()
  })

  test(`${megabytes} MB survive a reload without sending finished parts again, and a cut of the network`, {
    timeout: 600_000,
  }, async () => {
    const isSmall = megabytes < 100
    const bytes = megabytes * 1_000_000
    const content = randomBytes(bytes)
    const path = writeLargeFile(dir.path, 'large.mov', content)
    const page = await openPage()
    const finished = watchParts(app.context)
    // A small file is split into as many parts as a large one sends at a time.
    if (isSmall) await slowDown(page, 8 * mebi)
    const choose = async () => {
      if (isSmall) await setOptions(page, { partSize: 5 * mebi, parallelParts: 2 })
      await page.locator('input').setInputFiles(path)
    }
    await choose()
    await waitForEvent(page, 'progress', ({ sentBytes }) => sentBytes > bytes / 2)
    await waitUntil('a part is done', () => finished.length > 0)
    const percent = Number(await page.getByRole('progressbar').getAttribute('aria-valuenow'))
    assert.ok(percent >= 50 && percent < 100, `${percent}`)
    const before = [...finished]

    await page.reload()
    await page.getByText('The upload of large.mov was interrupted. Choose the file again to continue.').waitFor()
    finished.length = 0
    await choose()
    await page.getByText('was interrupted').waitFor({ state: 'detached' })
    const { detail } = await waitForEvent(page, 'progress')
    await waitForEvent(page, 'progress', ({ sentBytes }) => sentBytes > Math.max(detail.sentBytes, bytes / 2))
    await app.context.setOffline(true)
    await page.getByText('Waiting for the network').waitFor()
    await page.waitForTimeout(isSmall ? 1000 : 10_000)
    await app.context.setOffline(false)
    await waitForEvent(page, 'complete')

    assert.deepEqual([finished.filter((part) => before.includes(part)), new Set(finished).size], [[], finished.length])
    const [key = ''] = await readKeys(page)
    assert.equal(await digestObject(key), digest(content))
    assert.equal(await page.evaluate('localStorage.length'), 0)
    await page.close()
  })

  test('an interrupted upload can be discarded, and the store forgets it', async () => {
    const page = await openPage()
    await slowDown(page, mebi)
    await setOptions(page, { partsAbove: 5 * mebi })
    await page.locator('input').setInputFiles(writeLargeFile(dir.path, 'old.bin', 6 * mebi))
    await waitForEvent(page, 'progress', ({ sentBytes }) => sentBytes > 0)
    await page.reload()
    const asked = watchRequests(page, stand.url)
    await page.getByRole('button', { name: 'Discard the upload of old.bin' }).click()
    await waitUntil('it is aborted', () => asked.some((request) => request.startsWith('DELETE /awss3/multipart/')))

    assert.equal(await page.evaluate('localStorage.length'), 0)
    assert.equal(await page.getByText('was interrupted').count(), 0)
    await page.close()
  })

  test('an upload is cancelled, which removes its parts, and then retried', async () => {
    const page = await openPage()
    await slowDown(page, mebi)
    await setOptions(page, { partsAbove: 5 * mebi })
    const asked = watchRequests(page, stand.url)
    await page.locator('input').setInputFiles(writeLargeFile(dir.path, 'a.bin', 6 * mebi))
    await waitForEvent(page, 'progress', ({ sentBytes }) => sentBytes > 0)
    await page.getByRole('button', { name: 'Cancel a.bin' }).click()
    await waitForEvent(page, 'cancel')
    await waitUntil('it is aborted', () => asked.some((request) => request.startsWith('DELETE /awss3/multipart/')))
    assert.deepEqual(await readKeys(page), [])
    await slowDown(page, -1)
    await page.getByRole('button', { name: 'Try again: a.bin' }).click()
    await waitForEvent(page, 'done')

    const [key = ''] = await readKeys(page)
    assert.equal((await server.stat({ bucket: stand.bucket, key })).size, 6 * mebi)
    await page.close()
  })

  test('limits are shown before anything is sent, those of the token as soon as they are known', async () => {
    const page = await openPage('multiple accept=".txt, image/*" max-bytes="2000"')
    app.tokens = { maxBytes: 1000 }
    const [asked, tokensBefore] = [watchRequests(page, stand.url), app.tokensGiven]
    await page.getByText('Allowed: .txt, image/* · Up to 2 kB each').waitFor()
    const choose = (...files: ReturnType<typeof textFile>[]) => page.locator('input').setInputFiles(files)

    await choose(textFile('large.txt', 2001), { ...textFile('b.pdf', 1), mimeType: 'application/pdf' })
    assert.deepEqual(await page.getByRole('alert').locator('bdi').allInnerTexts(), [
      'large.txt is too large (2,001 bytes). The limit is 2,000 bytes.',
      'b.pdf does not have an allowed type (.txt, image/*).',
    ])
    assert.deepEqual([asked, app.tokensGiven], [[], tokensBefore])
    await choose(textFile('refused.txt', 1500))
    const { detail } = await waitForEvent(page, 'error')
    assert.equal(detail.error?.code, 'token_not_allowed')
    assert.match(await page.locator('li').innerText(), /Not uploaded: .*1000/)
    assert.deepEqual(asked, ['GET /awss3/signed-url'])

    await page.getByText('Up to 1 kB each').waitFor()
    await choose(textFile('known.txt', 1500))
    assert.match(await page.getByRole('alert').innerText(), /known\.txt is too large \(1\.5 kB\)\. The limit is 1 kB\./)
    assert.equal(asked.length, 1)
    await page.close()
  })

  test('a new token is requested when the old one expires, and a route that returns none is explained', async () => {
    const page = await openPage('multiple')
    // Shorter than the margin before the token's expiry.
    app.tokens = { expiresIn: 5 }
    const before = app.tokensGiven
    for (const name of ['a.txt', 'b.txt']) {
      await clearEvents(page)
      await page.locator('input').setInputFiles(textFile(name, 10))
      await waitForEvent(page, 'done')
    }
    assert.equal(app.tokensGiven - before, 2)

    app.tokens = 403
    await page.locator('input').setInputFiles(textFile('c.txt', 10))
    const { detail } = await waitForEvent(page, 'error')
    assert.equal(detail.error?.code, 'token_route')
    await page.getByText('Not uploaded: You are not allowed to upload here.').waitFor()
    app.tokens = {}
    await page.getByRole('button', { name: 'Try again: c.txt' }).click()
    await waitForEvent(page, 'done', ({ key }) => key.endsWith('-c.txt'))
    assert.equal((await readKeys(page)).length, 3)
    await page.close()
  })
})

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
