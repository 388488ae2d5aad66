import type { Page } from 'playwright-core'
import { waitUntil } from '../../gateway/test/servers/wait-until.ts'

/** An event of `<signpost-upload>`, as a page has seen it. */
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

/** Waits for an event. The page's policy stops what Playwright's own waiting is made of. */
export async function waitForEvent(
  page: Page,
  type: string,
  fits: (detail: SeenEvent['detail']) => boolean = () => true,
): Promise<SeenEvent> {
  let found: SeenEvent | undefined
  await waitUntil(`there is an event ${type}`, async () => {
    found = (await readEvents(page)).find((event) => event.type === type && fits(event.detail))
    return found !== undefined
  })
  return found as SeenEvent
}

/** Forgets the events so far. */
export async function clearEvents(page: Page): Promise<void> {
  await page.evaluate('window.seen.length = 0')
}

/** The requests of a page to a server, as method and path. */
export function watchRequests(page: Page, origin: string): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().startsWith(`${origin}/`)) asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  return asked
}

/** A file for a page's `<input type="file">`. */
export function textFile(name: string, bytes: number) {
  return { name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'x') }
}
