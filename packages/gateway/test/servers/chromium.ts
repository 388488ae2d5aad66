import { type BrowserContext, chromium } from 'playwright-core'
import { makeTempDir } from './temp-dir.ts'

/**
 * Debian's Chromium, headless, with a profile of its own. Tests that need it are skipped without the program `chromium`.
 * @param args more of its switches
 */
export async function startChromium(
  args: readonly string[] = [],
): Promise<AsyncDisposable & { readonly context: BrowserContext }> {
  const profile = makeTempDir()
  const context = await chromium.launchPersistentContext(profile.path, {
    // Without a locale Chromium has no name for a file but "download" when it is not ASCII.
    env: { ...process.env, LANG: 'C.UTF-8' },
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close()
      profile[Symbol.dispose]()
    },
  }
}
