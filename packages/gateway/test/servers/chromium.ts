import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { makeTempDir } from './temp-dir.ts'

/** Chromium without windows and an address bar. Headless tests do not need these, and they take a fifth of a test's processor time. */
const shell = '/usr/lib/chromium/chromium-headless-shell'

const settings = {
  // Without a locale, Chromium names every file with a non-ASCII name "download".
  env: { ...process.env, LANG: 'C.UTF-8' },
  executablePath: existsSync(shell) ? shell : '/usr/bin/chromium',
  headless: true,
}

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
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
