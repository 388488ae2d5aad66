import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** An event of `<signpost-upload>`, as the page saw it. */
export interface SeenEvent {
  readonly type: string
  readonly detail: {
    readonly id: string
    readonly key: string
    readonly state: string
    readonly sentBytes: number
    readonly message: string
    readonly error?: { readonly code: string; readonly message: string }
    readonly uploads: readonly unknown[]
  }
}

/** All events that the page has seen. */
export async function readEvents(page: Page): Promise<SeenEvent[]> {
  return (await page.evaluate('window.seen')) as SeenEvent[]
}

/** Far longer than anything takes on a machine that is not busy. */
const patienceMs = 40_000

/**
 * Waits for an event, as long as other events arrive. The page's policy blocks the code of Playwright's own waiting.
 * @throws Error if nothing happens for 40 s
 */
export async function waitForEvent(
  page: Page,
  type: string,
  fits: (detail: SeenEvent['detail']) => boolean = () => true,
): Promise<SeenEvent> {
  for (let [count, deadline] = [0, Date.now() + patienceMs]; Date.now() < deadline; await sleep(20)) {
    const events = await readEvents(page)
    const found = events.find((event) => event.type === type && fits(event.detail))
    if (found !== undefined) return found
    if (events.length > count) deadline = Date.now() + patienceMs
    count = events.length
  }
  throw new Error(`There was no event ${type}`)
}

/** Forgets the events so far. */
export async function clearEvents(page: Page): Promise<void> {
  await page.evaluate('window.seen.length = 0')
}

/** Records the requests of a page to a server, as method and path. */
export function watchRequests(page: Page, origin: string): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(`${origin}/`)) asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  return asked
}

/** Makes a file for a page's `<input type="file">`. */
export function textFile(name: string, bytes: number) {
  return { name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'x') }
}

/** Writes a file to disk, because passing more than some kilobytes to a browser directly takes seconds. @returns its path */
export function writeLargeFile(folder: string, name: string, content: Uint8Array | number): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'number' ? Buffer.alloc(content, 'x') : content)
  return path
}
