import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../scripts/test-requirements.ts'
import { openFileChooser } from '../../gateway/test/servers/chromium.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'
import { type ClientStand, startSandboxStand } from './client-stand.ts'
import { clearEvents, textFile, waitForEvent, writeLargeFile } from './element-events.ts'
import { type ElementApp, prefix, startElementApp } from './element-page.ts'
import { slowDown } from './page-network.ts'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const mebi = 1024 ** 2

describe('<signpost-upload> as a part of its page', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  let stand: ClientStand
  let app: ElementApp
  before(async () => {
    stand = stack.use(await startSandboxStand())
    app = stack.use(await startElementApp(stand))
  })
  after(() => stack.disposeAsync())

  const element = (attributes = '') =>
    `<signpost-upload bucket="${stand.bucket}" prefix="${prefix}" token-url="/upload-token" ${attributes}></signpost-upload>`
  const open = (body: string, head = '') => {
    app.tokens = {}
    return app.open(body, head)
  }
  const upload = async (page: Page, ...names: string[]) => {
    await clearEvents(page)
    await page.locator('input[type=file]').setInputFiles(names.map((name) => textFile(name, 100)))
    await waitForEvent(page, 'complete')
  }
  const ask = (page: Page, property: string) => page.evaluate(`document.querySelector('signpost-upload').${property}`)

  test('its form gets the keys, waits for uploads, and is not sent without a required file', async () => {
    const page = await open(`<form action="/sent"><label for="files">Documents</label>
${element('id="files" name="documents" multiple required')}<button id="send">Send</button></form>`)
    const send = page.locator('#send')
    await send.click()
    assert.deepEqual(await ask(page, 'validity.valueMissing'), true)
    assert.equal(await ask(page, 'validationMessage'), 'Upload a file.')
    assert.equal(await page.evaluate('document.activeElement.localName'), 'signpost-upload')

    await slowDown(page, mebi / 8)
    await page.locator('input[type=file]').setInputFiles(writeLargeFile(dir.path, 'slow.bin', mebi))
    await waitForEvent(page, 'start')
    await send.click()
    assert.equal(await ask(page, 'validationMessage'), 'Wait until all files are uploaded.')
    await page.getByRole('button', { name: 'Cancel slow.bin' }).click()
    await page.getByRole('button', { name: 'Remove slow.bin' }).click()
    await slowDown(page, -1)
    await failUpload(page, 'c.txt')
    assert.equal(await ask(page, 'validationMessage'), 'A file was not uploaded. Try again, or remove it.')
    await page.getByRole('button', { name: 'Remove c.txt' }).click()
    await upload(page, 'a.txt', 'b.txt')
    assert.equal(await ask(page, 'checkValidity()'), true)

    const keys = (await ask(page, 'value')) as string[]
    assert.equal(keys.length, 2)
    await send.click()
    await page.waitForURL(/\/sent\?/)
    assert.deepEqual(new URL(page.url()).searchParams.getAll('documents'), keys)
    await page.goBack()
    await page.getByText('Uploaded, 100 byte').first().waitFor()
    assert.deepEqual(await ask(page, 'value'), keys, 'what was uploaded is still there')
    await page.close()
  })

  test('a reset empties it; a disabled fieldset disables it', async () => {
    const page = await open(`<form><fieldset>${element('name="file"')}</fieldset><input type="reset"></form>`)
    await upload(page, 'a.txt')
    await page.locator('input[type=reset]').click()
    assert.deepEqual([await ask(page, 'value'), await page.locator('li').count()], [[], 0])

    await page.evaluate(`document.querySelector('fieldset').disabled = true`)
    assert.ok(await page.getByRole('button', { name: 'Choose a file' }).isDisabled())
    await ask(page, `addFiles([new File(['x'], 'late.txt')])`)
    assert.equal(await page.locator('li').count(), 0)
    await page.close()
  })

  test('without `multiple` the next file replaces the last one, and two files at once are refused', async () => {
    const page = await open(element())
    await upload(page, 'first.txt')
    await upload(page, 'second.txt')
    assert.match(String(await ask(page, 'value')), /^page\/\w{24}-second\.txt$/)
    await drop(page, ['x.txt', 'y.txt'])
    assert.equal(await page.getByRole('alert').locator('bdi').innerText(), 'Only one file can be uploaded.')
    await page.close()
  })

  test('files are dropped, and the page stays where it is', async () => {
    const page = await open(element('multiple'))
    const before = page.url()
    await drop(page, ['dropped.txt', 'also.txt'])
    await waitForEvent(page, 'complete')

    assert.equal(((await ask(page, 'value')) as string[]).length, 2)
    assert.equal(page.url(), before)
    await drop(page, ['dropped.txt'])
    assert.equal(await page.getByRole('alert').locator('bdi').innerText(), 'dropped.txt is already in the list.')
    await page.close()
  })

  test('everything works by keyboard, and the focus is never lost', async () => {
    const page = await open(element('multiple'))
    const focused = async () => String(await ask(page, 'shadowRoot.activeElement?.getAttribute("aria-label")'))
    // A key that is pressed before the window has the focus is lost.
    await page.bringToFront()
    await waitUntil('the picker has the focus', async () => {
      await page.keyboard.press('Tab')
      return (await page.evaluate('document.activeElement.localName')) === 'signpost-upload'
    })
    const picker = await openFileChooser(page, () => page.keyboard.press('Enter'))
    await slowDown(page, mebi / 8)
    await picker.setFiles(['a.bin', 'b.bin'].map((name) => writeLargeFile(dir.path, name, mebi)))
    await waitForEvent(page, 'start')

    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'Cancel a.bin')
    await page.keyboard.press('Space')
    assert.equal(await focused(), 'Try again: a.bin')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    assert.equal(await focused(), 'Cancel b.bin')
    assert.equal(await page.getByRole('status').innerText(), 'Upload of a.bin was cancelled.')
    await page.close()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing when the page is ${colorScheme}, from left to right and from right to left`, async () => {
      const page = await open(
        `<label for="u">Documents</label>${element('id="u" multiple accept=".txt" max-bytes="1000000"')}`,
      )
      await page.emulateMedia({ colorScheme })
      // Axe assumes that a page without a background is white.
      await page.evaluate(`document.body.style.background = 'Canvas'`)
      await upload(page, 'done.txt')
      await failUpload(page, 'failed.txt')
      await page.locator('input[type=file]').setInputFiles(textFile('refused.pdf', 1))
      await ask(page, `addFiles([new File(['x'.repeat(900000)], 'long name '.repeat(20) + '.txt')])`)
      assert.equal(
        await page.evaluate(
          `getComputedStyle(document.querySelector('signpost-upload').shadowRoot.querySelector('.choose')).backgroundColor`,
        ),
        colorScheme === 'light' ? 'rgb(26, 95, 208)' : 'rgb(138, 180, 248)',
      )
      assert.ok((await readRoles(page)).includes('group Documents'), 'its label names it')
      for (const dir of ['ltr', 'rtl']) {
        await page.evaluate(`document.documentElement.dir = '${dir}'`)
        assert.deepEqual(await findViolations(page), [], dir)
        const [button, zone] = await readEdges(page)
        assert.ok(dir === 'ltr' ? button?.right === zone?.right : button?.left === zone?.left, 'buttons are at the end')
      }
      await page.close()
    })
  }

  test('a page styles it from outside and replaces its texts, and numbers follow the page’s language', async () => {
    const page = await open(`<div lang="de">${element('multiple max-bytes="2500000"')}</div>`)
    await page.evaluate(`const sheet = new CSSStyleSheet()
sheet.replaceSync('signpost-upload { --signpost-accent: rgb(200, 0, 100) } signpost-upload::part(file) { outline: 3px solid rgb(1, 2, 3) }')
document.adoptedStyleSheets = [sheet]
document.querySelector('signpost-upload').texts = { choose: 'Dateien wählen', limitSize: 'Je höchstens {limit}', done: 'Fertig: {size}' }`)
    await page.getByRole('button', { name: 'Dateien wählen' }).waitFor()
    await page.getByText('Je höchstens 2,5 MB').waitFor()
    await upload(page, 'a.txt')
    const read = (selector: string, name: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelector('signpost-upload').shadowRoot.querySelector('${selector}')).${name}`,
      )
    assert.deepEqual(
      [await read('.choose', 'backgroundColor'), await read('li', 'outlineColor')],
      ['rgb(200, 0, 100)', 'rgb(1, 2, 3)'],
    )
    await page.getByText('Fertig: 100 Byte').waitFor()
    await page.close()
  })

  for (const [what, body, message] of [
    ['a bucket', '<signpost-upload token-url="/upload-token"></signpost-upload>', '`bucket` is missing.'],
    ['where tokens come from', '<signpost-upload bucket="b"></signpost-upload>', '`token-url`, the route that'],
    [
      'a limit that can be read',
      '<signpost-upload bucket="b" max-bytes="5 MB"></signpost-upload>',
      '`max-bytes` must be',
    ],
  ] as const) {
    test(`without ${what} no file is accepted, and the element says why`, async () => {
      const page = await open(body)
      await page.locator('input[type=file]').setInputFiles(textFile('a.txt', 1))

      assert.match(await page.getByRole('alert').locator('bdi').innerText(), new RegExp(`^${message}`))
      await page.close()
    })
  }

  /** Chooses a key that the token does not cover. */
  async function failUpload(page: Page, name: string): Promise<void> {
    await ask(page, `uploadOptions = () => ({ key: 'elsewhere' })`)
    await upload(page, name)
    await ask(page, 'uploadOptions = undefined')
  }

  /** Reads roles and names, as a screen reader gets them. */
  async function readRoles(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    return nodes.map(({ role, name }) => `${role?.value} ${name?.value}`)
  }

  /** Lists axe's findings as rule and place. */
  async function findViolations(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const found = page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join()))`)
    return (await found) as string[]
  }

  async function readEdges(page: Page) {
    const read = (selector: string) =>
      page.evaluate(`(() => {
        const { left, right } = document.querySelector('signpost-upload').shadowRoot.querySelector('${selector}').getBoundingClientRect()
        return { left, right }
      })()`)
    return (await Promise.all([read('.buttons'), read('.zone')])) as { left: number; right: number }[]
  }

  async function drop(page: Page, names: readonly string[]): Promise<void> {
    await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer()
      for (const name of ${JSON.stringify(names)}) dataTransfer.items.add(new File(['text'], name, { lastModified: 1 }))
      const zone = document.querySelector('signpost-upload').shadowRoot.querySelector('.zone')
      for (const type of ['dragenter', 'dragover', 'drop']) {
        zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }))
      }
    })()`)
  }
})
