import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { writeBrowserFiles } from '../../../../scripts/browser-files.ts'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { readPage } from '../samples/read-page.ts'
import { type Signer, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startChromium } from '../servers/chromium.ts'
import { examplesFolder, serveNextRoute, startExample } from '../servers/example-process.ts'
import { findFreePort } from '../servers/free-port.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Runs the files of examples/ unchanged, by the commands of examples/README.md. Only ports differ: back ends get theirs as
// variables, and Chromium maps the gateway's port 8080 to another one.

const bucket = 'my-bucket'
const backEnds = ['express', 'fastify', 'flask', 'nextjs'] as const
const bundledPages = ['react', 'uppy-5', 'uppy-6', 'uppy-6-sign-request'] as const
const skipFlask = skipWithout('python3-flask') || skipWithout('python3-requests')

test('every example is tested and listed in the README', () => {
  // low-code-page.test.ts runs the workflow of n8n.
  const known = ['html', ...backEnds, 'form', ...bundledPages, 'n8n', 'README.md']
  assert.deepEqual(readdirSync(examplesFolder).toSorted(), known.toSorted())
  const links = readFileSync(join(examplesFolder, 'README.md'), 'utf8').matchAll(/^(?:\| )?\[([\w-]+)\]\(\1\//gm)
  assert.deepEqual(
    [...links].map(([, name]) => name).toSorted(),
    known.filter((name) => name !== 'README.md').toSorted(),
  )
})

test('the code in docs/browser.md comes from the examples', () => {
  const files = globSync('*/*.{html,js,jsx}', { cwd: examplesFolder }).map((name) =>
    readFileSync(join(examplesFolder, name), 'utf8'),
  )
  const blocks = readPage(readFileSync(join(examplesFolder, '../docs/browser.md'), 'utf8'))
  const shown = blocks.filter(({ marks }) => marks['run by']?.endsWith('/examples.test.ts'))
  assert.equal(shown.length, 3)
  for (const { text } of shown) {
    const lines = text.replaceAll('https://sign.example.com', 'http://127.0.0.1:8080')
    assert.ok(
      files.some((file) => file.includes(lines)),
      text,
    )
  }
})

describe('the examples, in Chromium', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir()).path
  let page: Page
  let gatewayPort: number
  let PORT: string
  let origin: string
  before(async () => {
    gatewayPort = await findFreePort()
    PORT = String(await findFreePort())
    origin = `http://127.0.0.1:${PORT}`
    await writeBrowserFiles()
    const chromium = await startChromium([`--host-resolver-rules=MAP 127.0.0.1:8080 127.0.0.1:${gatewayPort}`])
    page = await stack.use(chromium).context.newPage()
  })
  after(() => stack.disposeAsync())

  function startOnPort(dataDir: string, ...args: string[]) {
    const env = { SIGNPOST_CORS_ORIGINS: origin }
    return startGateway({ dataDir, env, args: ['--port', String(gatewayPort), ...args] })
  }

  describe('at the sandbox', () => {
    const own = new AsyncDisposableStack()
    let signer: Signer
    before(async () => {
      const { report } = own.use(await startOnPort(join(dir, 'sandbox'), '--sandbox'))
      signer = { url: report.url, token: report.sandbox?.token ?? '' }
    })
    after(() => own.disposeAsync())

    test('html with express', () => uploadWith('express', signer))
    test('form', () => uploadByForm(signer))
  })

  describe('at Ceph', { skip: skipWithoutCeph }, () => {
    const own = new AsyncDisposableStack()
    let signer: Signer
    before(async () => {
      const dataDir = join(dir, 'ceph')
      for (const name of bundledPages) await buildPage(name)
      const ceph = own.use(await startCeph())
      await ceph.createBucket(bucket)
      await storeCredential(
        'main',
        { dataDir },
        { ...cephUsers.alice, endpoint: ceph.endpoint, preset: 'ceph', bucketPatterns: [] },
      )
      const place = ['--bucket', bucket, '--origin', origin, '--header', 'x-amz-meta-*']
      const { code, stderr } = await runSignpost(['cors', 'set', 'main', ...place, '--yes'], { dataDir })
      assert.equal(code, 0, stderr)
      const { report } = own.use(await startOnPort(dataDir))
      signer = { url: report.url, token: await createToken({ dataDir }) }
    })
    after(() => own.disposeAsync())

    for (const name of backEnds) {
      test(`html with ${name}`, { skip: name === 'flask' && skipFlask }, () => uploadWith(name, signer))
    }
    for (const name of bundledPages) {
      test(`${name} with express`, () => uploadWith('express', signer, join(dir, name)))
    }
    test('form', () => uploadByForm(signer))
  })

  /** Builds a page with its own configuration. */
  async function buildPage(name: string): Promise<void> {
    const root = join(examplesFolder, name)
    // `native` leaves no files behind in the folder.
    await build({ root, configLoader: 'native', logLevel: 'error', build: { outDir: join(dir, name) } })
  }

  /** Uploads from the page that a back end serves: the page of `html`, unless `folder` has another one. */
  async function uploadWith(name: (typeof backEnds)[number], signer: Signer, folder?: string): Promise<void> {
    const env = {
      SIGNPOST_URL: signer.url,
      API_TOKEN: signer.token,
      PORT,
      ...(folder === undefined ? {} : { PAGE: folder }),
    }
    await using _ = await (name === 'nextjs' ? serveNextRoute(env) : startExample(name, env))
    await page.goto(origin)
    const file = await chooseFile(page)
    const shown = page.waitForFunction(folder === undefined ? keyOfElement : keyInText, undefined, { timeout: 50_000 })
    const key = await shown.catch(async () => assert.fail(`The page shows: ${await page.evaluate(textOfPage)}`))
    await assertStored(signer, String(await key.jsonValue()), file)
  }

  async function uploadByForm(signer: Signer): Promise<void> {
    await using _ = await startExample('form', { SIGNPOST_URL: signer.url, API_TOKEN: signer.token, PORT })
    await page.goto(origin)
    const file = await chooseFile(page)
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.waitForURL(`${origin}/done?**`)
    await assertStored(signer, String(await page.evaluate(keyInText)), file)
  }
})

/** Expressions that run in the page: the text that it shows, and the key in that text, or an empty string. */
const textOfPage = `document.body.innerText + (document.querySelector('signpost-upload')?.shadowRoot?.textContent ?? '')`
const keyInText = `(/incoming\\/\\S+photo\\.jpg/.exec(document.body.innerText) ?? [''])[0]`
const keyOfElement = `document.querySelector('signpost-upload').value[0] ?? ''`

async function chooseFile(page: Page): Promise<Buffer> {
  const buffer = randomBytes(3000)
  await page.locator('input[type=file]:enabled').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
  return buffer
}

/** Asserts that the store has the object with this content. */
async function assertStored(signer: Signer, key: string, expected: Buffer): Promise<void> {
  assert.match(key, /^incoming\/.+photo\.jpg$/)
  const { signedUrl } = await sign(signer, { bucket, key_name: key })
  const response = await fetch(signedUrl)
  assert.equal(response.status, 200)
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(expected))
}
