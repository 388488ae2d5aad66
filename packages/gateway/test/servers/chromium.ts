import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type FileChooser, type Page } from 'playwright-core'
import { makeTempDir } from './temp-dir.ts'

/** The same browser without windows, which Debian has as a package of its own. A page takes two thirds of the time. */
const headlessShell = '/usr/bin/chromium-headless-shell'

const settings = {
  // Without a locale, Chromium names every file with a non-ASCII name "download".
  env: { ...process.env, LANG: 'C.UTF-8' },
  executablePath: existsSync(headlessShell) ? headlessShell : '/usr/bin/chromium',
  headless: true,
}

/** The address bar of each window has two hidden pages. They take as much time as a page of a test. */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/** The features that Playwright turns off. Of two such switches, Chromium uses the last. */
const asPlaywright = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${[...asPlaywright, ...addressBar].join()}`,
]

/** Debian's Chromium, headless. Each of its contexts is the browser of another person, with cookies of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ ...settings, args: switches })
}

/**
 * Debian's Chromium, headless, with a profile of its own. Tests that need it are skipped without the program `chromium`.
 * @param args more of its switches
 */
export async function startChromium(
  args: readonly string[] = [],
): Promise<AsyncDisposable & { readonly context: BrowserContext }> {
  const profile = makeTempDir()
  const context = await chromium.launchPersistentContext(profile.path, { ...settings, args: [...switches, ...args] })
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close()
      profile[Symbol.dispose]()
    },
  }
}

/**
 * Opens a file chooser, by a key or a click.
 * @param open opens it; Chromium would tell nobody of a chooser that opens before it knows that the test takes it
 */
export async function openFileChooser(page: Page, open: () => Promise<void>): Promise<FileChooser> {
  const opened = page.waitForEvent('filechooser')
  // What Playwright has just asked for arrives in the page before this does. A key could overtake it.
  await page.evaluate('undefined')
  const [chooser] = await Promise.all([opened, open()])
  return chooser
}
