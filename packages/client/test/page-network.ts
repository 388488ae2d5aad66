import type { BrowserContext, CDPSession, Page } from 'playwright-core'

/** Records the numbers of the parts that the store has answered with 200. */
export function watchParts(context: BrowserContext): number[] {
  const finished: number[] = []
  context.on('response', (response) => {
    const number = Number(new URL(response.url()).searchParams.get('partNumber'))
    if (response.request().method() === 'PUT' && number > 0 && response.status() === 200) finished.push(number)
  })
  return finished
}

/** The session of each page, created once, because with two sessions the slower one would count. */
const sessions = new WeakMap<Page, CDPSession>()

/** Limits a page's network to a number of bytes per second; -1 removes the limit. */
export async function slowDown(page: Page, bytesPerSecond: number): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond }
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
}
