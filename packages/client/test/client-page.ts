import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { buildBrowserFiles } from '../../../scripts/browser-files.ts'
import { startChromium } from '../../gateway/test/servers/chromium.ts'

/** A Chromium with pages that have loaded only the browser build. */
export interface ClientPages extends AsyncDisposable {
  readonly context: BrowserContext
  /** The origin of the pages. */
  readonly origin: string
  open(): Promise<Page>
}

/** The outcome of a page's upload. */
export interface Outcome {
  readonly result?: { readonly size: number; readonly etag?: string }
  readonly error?: { readonly code: string; readonly message: string; readonly whatToDo: string }
}

/** The script with which a test's page uploads. It stores what it has seen where the test can read it. */
const html = `<!doctype html><meta charset="utf-8"><title>Upload</title><input type="file" multiple><script type="module">
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
window.startAll = (options, uploadOptions) => {
  const signpost = createSignpost(options)
  const files = [...document.querySelector('input').files]
  return Promise.all(files.map((file) => signpost.upload(file, { ...uploadOptions, key: 'page/' + file.name }))).then(
    (results) => results.map(({ size }) => size),
  )
}
</script>`

/** Starts a Chromium, and a server for the page with an origin of its own. */
export async function startClientPages(): Promise<ClientPages> {
  await using stack = new AsyncDisposableStack()
  const [client] = await buildBrowserFiles()
  const server = createServer(({ url }, response) => {
    const isCode = url === '/client.js'
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html').end(isCode ? client?.code : html)
  }).listen(0, '127.0.0.1')
  stack.defer(() => void server.close().closeAllConnections())
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { context } = stack.use(await startChromium())
  const kept = stack.move()
  return {
    ...{ context, origin },
    async open() {
      const page = await context.newPage()
      await page.goto(origin)
      return page
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Waits until an upload of the page has ended. */
export async function waitForOutcome(page: Page): Promise<Outcome> {
  const outcome = await page.waitForFunction('window.result', undefined, { timeout: 110_000 })
  return (await outcome.jsonValue()) as Outcome
}
