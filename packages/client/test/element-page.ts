import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { type BrowserFile, writeBrowserFiles } from '../../../scripts/browser-files.ts'
import { startChromium } from '../../gateway/test/servers/chromium.ts'
import { createSignpost } from '../src/index.ts'
import type { ClientStand } from './client-stand.ts'

/** The options of a client token beside its rule. */
type TokenLimits = Partial<Parameters<ReturnType<typeof createSignpost>['createClientToken']>[0]>

/** The web server of an app whose page contains `<signpost-upload>`, and a browser that opens it. */
export interface ElementApp extends AsyncDisposable {
  readonly context: BrowserContext
  readonly origin: string
  /** The number of tokens that the page has requested. */
  readonly tokensGiven: number
  /** The limits of the next tokens, or the status with which the route answers. */
  tokens: TokenLimits | number
  /** Opens a page with this HTML in its body. The page has no inline style, and no script except the element's. */
  open(body: string, head?: string): Promise<Page>
}

/** The place to which the app's page uploads. */
export const prefix = 'page/'

/** Records what the pages of a test report: events of the element, and CSP violations. */
const watcher = `window.seen = []
for (const type of ['start', 'progress', 'done', 'error', 'cancel', 'reject', 'complete']) {
  addEventListener('signpost-' + type, ({ detail: { error, ...detail } }) => {
    // An error's own properties would otherwise not reach the test.
    window.seen.push({ type, detail: { ...detail, error: error && { code: error.code, message: error.message } } })
  })
}
addEventListener('change', ({ target }) => window.seen.push({ type: 'change', detail: target.value }))
window.violations = []
addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.violations.push(violatedDirective))`

/**
 * Starts the app.
 * @param stand a gateway that serves the element, and its store
 * @param script a script that the page runs instead of the element, with a scheme from which it may fetch beside gateway and store
 */
export async function startElementApp(
  stand: ClientStand,
  { script = '', connect = '' }: { readonly script?: string; readonly connect?: string } = {},
): Promise<ElementApp> {
  await using stack = new AsyncDisposableStack()
  const files = await writeBrowserFiles()
  const element = files.find(({ path }) => path === '/element.js') as BrowserFile
  const { context } = stack.use(await startChromium())
  const pages = new Map<string, string>()
  const signpost = createSignpost(stand)
  const { origin: storeOrigin } = new URL((await signpost.sign({ bucket: stand.bucket, key: 'a' })).signedUrl)
  let tokensGiven = 0

  async function giveToken(): Promise<[number, string]> {
    tokensGiven++
    if (typeof app.tokens === 'number') return [app.tokens, '']
    const allow = [`upload:${stand.bucket}/${prefix}*`]
    return [200, JSON.stringify(await signpost.createClientToken({ allow, origins: [app.origin], ...app.tokens }))]
  }
  // The strictest policy that allows a page to upload.
  const policy = [
    `default-src 'none'; script-src 'self' ${stand.url}; style-src 'self'; connect-src 'self' ${stand.url} ${storeOrigin} ${connect}`,
    `form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'`,
  ].join('; ')
  const server = createServer(async ({ url = '/', method }, response) => {
    if (url === '/upload-token' && method === 'POST') {
      const [status, body] = await giveToken()
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    } else if (url === '/watcher.js' || url === '/page.js') {
      response.setHeader('content-type', 'text/javascript').end(url === '/page.js' ? script : watcher)
    } else {
      response.setHeader('content-security-policy', policy).setHeader('content-type', 'text/html')
      response.end(pages.get(url.replace(/\?.*$/s, '')) ?? '<!doctype html><title>Sent</title>')
    }
  })
  const origin = await listen(server)
  stack.defer(() => void server.close().closeAllConnections())
  const kept = stack.move()
  const app: ElementApp = {
    context,
    origin,
    get tokensGiven() {
      return tokensGiven
    },
    tokens: {},
    async open(body, head = '') {
      const path = `/page-${pages.size + 1}`
      const tag = `<script type="module" src="${stand.url}/element.js?v=${element.version}" integrity="${element.integrity}" crossorigin></script>`
      pages.set(
        path,
        `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Upload</title>
<script src="/watcher.js"></script>${script === '' ? tag : '<script type="module" src="/page.js"></script>'}${head}<main><h1>Upload</h1>${body}</main></html>`,
      )
      const page = await context.newPage()
      await page.goto(origin + path)
      if (script === '') await page.locator('signpost-upload button').first().waitFor()
      return page
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  return app
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
