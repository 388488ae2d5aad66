import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { buildBrowserFiles } from '../../../scripts/browser-files.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'

/** A page that has loaded the browser build, and nothing else. */
export interface ClientPage extends AsyncDisposable {
  readonly context: BrowserContext
  readonly page: Page
  /** Where the page comes from. */
  readonly origin: string
}

/** What the page of a test uploads with. It keeps what it has seen where the test finds it. */
const html = `<!doctype html><meta charset="utf-8"><title>Upload</title><input type="file"><script type="module">
import { createSignpost } from '/client.js'
window.start = (options, uploadOptions) => {
  window.seen = []
  const [file] = document.querySelector('input').files
  window.result = undefined
  window.upload = createSignpost(options).upload(file, { ...uploadOptions, onProgress: (one) => window.seen.push(one.sentBytes) })
  window.upload.then(
    (result) => { window.result = { result } },
    ({ code, s3Code, message, whatToDo }) => { window.result = { error: { code, s3Code, message, whatToDo } } },
  )
}
</script>`

/** Serves the page from an origin of its own, and opens it in Chromium. */
export async function openClientPage(): Promise<ClientPage> {
  await using stack = new AsyncDisposableStack()
  const [client] = await buildBrowserFiles()
  const server = createServer(({ url }, response) => {
    const isCode = url === '/client.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html').end(isCode ? client?.code : html)
  }).listen(0, '127.0.0.1')
  stack.defer(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const profile = stack.use(makeTempDir())
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  })
  stack.defer(() => context.close())
  const page = await context.newPage()
  await page.goto(origin)
  const kept = stack.move()
  return { context, page, origin, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
