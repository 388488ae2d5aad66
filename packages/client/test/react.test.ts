import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { buildPage } from './build-page.ts'
import { type ClientStand, startSandboxStand } from './client-stand.ts'
import { textFile, watchRequests, writeLargeFile } from './element-events.ts'
import { type ElementApp, startElementApp } from './element-page.ts'
import { slowDown, watchParts } from './page-network.ts'

const mebi = 1024 ** 2

describe('useUpload() in React 19 with StrictMode', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let stand: ClientStand
  let app: ElementApp
  before(async () => {
    stand = stack.use(await startSandboxStand())
    app = stack.use(await startElementApp(stand, { script: await buildPage('react-page.ts') }))
  })
  after(() => stack.disposeAsync())

  async function openPage(): Promise<Page> {
    app.tokens = {}
    const page = await app.open('')
    await page.evaluate(`start(${JSON.stringify(stand.url)}, ${JSON.stringify(stand.bucket)})`)
    await page.getByText('idle').waitFor()
    return page
  }
  const input = (page: Page) => page.locator('section > input')
  const read = (page: Page, expression: string) => page.evaluate(expression)

  test('uploads several files once each, reports each once, and counts all bytes', async () => {
    const page = await openPage()
    const asked = watchRequests(page, stand.url)
    await input(page).setInputFiles([textFile('a.txt', 1000), textFile('b.txt', 500)])
    await page.getByText('a.txt: done').waitFor()
    await page.getByText('b.txt: done').waitFor()

    assert.deepEqual(((await read(page, 'told')) as string[]).toSorted(), ['done a.txt', 'done b.txt'])
    assert.deepEqual(asked, ['POST /awss3/signed-urls'])
    assert.deepEqual(await read(page, '[upload.sentBytes, upload.totalBytes, upload.isUploading]'), [1500, 1500, false])
    const keys = (await read(page, 'upload.uploads.map(({ key }) => key)')) as string[]
    for (const key of keys) assert.match(key, /^page\/[0-9a-f]{24}-[ab]\.txt$/)
    const before = await read(page, 'renders')
    await read(page, 'void upload.clear()')
    await page.getByText('a.txt').waitFor({ state: 'detached' })
    assert.ok(Number(await read(page, 'renders')) > Number(before))
    await page.close()
  })

  test('cancels and retries', async () => {
    const page = await openPage()
    await slowDown(page, mebi / 4)
    await input(page).setInputFiles(writeLargeFile(dir.path, 'slow.bin', mebi))
    await page.getByText('slow.bin: uploading').waitFor()
    await page.getByRole('button', { name: 'Cancel slow.bin' }).click()
    await page.getByText('slow.bin: cancelled').waitFor()
    await slowDown(page, -1)
    await page.getByRole('button', { name: 'Retry slow.bin' }).click()
    await page.getByText('slow.bin: done').waitFor()

    assert.deepEqual(await read(page, 'told'), ['done slow.bin'])
    await page.close()
  })

  test('reports a refusal, and the functions keep their identity', async () => {
    const page = await openPage()
    app.tokens = { maxBytes: 10 }
    await read(page, 'window.first = upload.add')
    await input(page).setInputFiles(textFile('large.txt', 11))
    await page.getByText('large.txt: failed').waitFor()

    assert.deepEqual(await read(page, 'told'), ['error large.txt'])
    assert.match(String(await read(page, 'upload.uploads[0].error.message')), /10/)
    assert.equal(await read(page, 'window.first === upload.add'), true)
    await page.close()
  })

  test('an unmounted component pauses, and the same file continues later without sending its parts again', async () => {
    const page = await openPage()
    await slowDown(page, 4 * mebi)
    const finished = watchParts(app.context)
    // The same File object, because a new one from Playwright has a different date.
    await read(page, `window.file = new File([new Uint8Array(${11 * mebi})], 'left.bin', { lastModified: 1 })`)
    await read(page, 'void upload.add([file])')
    await waitUntil('a part is done', () => finished.length > 0)
    await page.getByRole('button', { name: 'Toggle' }).click()
    await page.locator('section').waitFor({ state: 'detached' })
    const before = finished.splice(0)

    await slowDown(page, -1)
    await page.getByRole('button', { name: 'Toggle' }).click()
    await page.getByText('idle').waitFor()
    await read(page, 'void upload.add([file])')
    await page.getByText('left.bin: done').waitFor()
    assert.deepEqual([before.length + finished.length, finished.filter((part) => before.includes(part))], [3, []])
    await page.close()
  })

  test('React sets the attributes of <signpost-upload>', async () => {
    const page = await openPage()
    await page.locator('signpost-upload input').setInputFiles([textFile('a.txt', 10), textFile('b.txt', 10)])
    await waitUntil('both are there', async () => {
      return (await read(page, `document.querySelector('signpost-upload').value.length`)) === 2
    })

    assert.match(String(await read(page, `document.querySelector('signpost-upload').value[0]`)), /^page\//)
    await page.close()
  })
})
