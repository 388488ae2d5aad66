import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../servers/chromium.ts'

/** A browser that records everything that no page of the dashboard may do. */
export interface WatchedBrowser extends AsyncDisposable {
  readonly browser: Browser
  /**
   * The faults so far, in words: violations of the CSP, errors and warnings in the console, exceptions, requests to origins that
   * are not allowed, and scripts injected through a name (`window.xss()`).
   */
  readonly faults: string[]
  /** The requests that the gateway refused (`403 /admin/api/…`) or that failed at a store. The browser itself logs them to the console. */
  readonly refusals: string[]
  /** Lets pages send requests to this origin as well. */
  allow(origin: string): void
  /** Opens the browser of another person. */
  open(options?: BrowserContextOptions): Promise<BrowserContext>
}

/** The script that runs in each document before anything else. */
const watcher = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
  noteFault('The CSP was violated: ' + [violatedDirective, blockedURI, sourceFile, lineNumber].join(' ')))
window.xss = (where) => noteFault('A script came in by ' + where)`

/** Starts a Chromium whose pages may send requests only to these origins. */
export async function startWatchedBrowser(...origins: string[]): Promise<WatchedBrowser> {
  const browser = await launchChromium()
  const allowed = new Set(origins)
  const faults: string[] = []
  const refusals: string[] = []

  function watch(context: BrowserContext): void {
    context.on('weberror', (event) => faults.push(`An exception: ${event.error().stack}`))
    context.on('console', (message) => {
      const { url } = message.location()
      if (!['error', 'warning'].includes(message.type())) return
      const refused = /^Failed to load resource: the server responded with a status of (4\d\d|502) /.exec(
        message.text(),
      )
      if (refused !== null && /\/(admin|awss3)\//.test(url)) refusals.push(`${refused[1]} ${new URL(url).pathname}`)
      else faults.push(`${message.type()} in the console: ${message.text()} (${url})`)
    })
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (/^https?:$/.test(protocol) && !allowed.has(origin)) faults.push(`A request to ${request.url()}`)
    })
  }

  return {
    browser,
    faults,
    refusals,
    allow: (origin) => void allowed.add(origin),
    async open(options) {
      const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options })
      context.setDefaultTimeout(20_000)
      watch(context)
      await context.exposeBinding(
        'noteFault',
        ({ page }, fault: string) => void faults.push(`${fault} at ${page.url()}`),
      )
      await context.addInitScript(watcher)
      return context
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/** Opens a URL in a new page of a context. */
export async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  return page
}
