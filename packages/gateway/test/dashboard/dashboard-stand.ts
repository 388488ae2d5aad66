import type { BrowserContext, Page } from 'playwright-core'
import { provideDashboard } from '../../../../scripts/dashboard-files.ts'
import type { NewInvitation } from '../../src/core/administrator-ports.ts'
import type { Place } from '../samples/administer.ts'
import { type ComposedGateway, startComposedGateway } from '../servers/composed-gateway.ts'
import { createSignInClient, inviteTo, type SignInClient, signUp } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { startWatchedBrowser, type WatchedBrowser } from './watched-browser.ts'

/** A gateway with its dashboard, and a Chromium in front of it. */
export interface DashboardStand extends AsyncDisposable {
  readonly gateway: ComposedGateway
  /** With a host name, which passkeys need. */
  readonly url: string
  /** For acts that a test runs without the dashboard. */
  readonly place: Place
  readonly browser: WatchedBrowser
  /** Moves the clock of the gateway. */
  passMinutes(count: number): void
  /** Makes a link for a new administrator. */
  invite(invitation?: Partial<NewInvitation>): Promise<string>
  /**
   * Makes an administrator who is signed in. The client has the same session as the browser.
   * @param window of someone who used a browser before; by default, the administrator gets another browser
   */
  signIn(email: string, invitation?: Partial<NewInvitation>, window?: Page): Promise<Person>
}

/** An administrator with a browser. */
export interface Person {
  readonly context: BrowserContext
  readonly client: SignInClient
  /**
   * Shows a page of the dashboard, such as `/tokens`, in the one window of this person, and loads the dashboard only the first time.
   * The page may show data that it has fetched up to 5 s ago: a test that has changed them elsewhere reloads it.
   */
  open(path: string): Promise<Page>
}

/** The attributes of the gateway's cookies. */
const asSet = { httpOnly: true, sameSite: 'Strict' } as const

/** Starts the stand with a current build of the dashboard. */
export async function startDashboardStand(env: Readonly<Record<string, string>> = {}): Promise<DashboardStand> {
  await using stack = new AsyncDisposableStack()
  await provideDashboard()
  let passedMs = 0
  const { path: dataDir } = stack.use(makeTempDir())
  // Ceph is on this machine.
  const settings = { SIGNPOST_ALLOW_PRIVATE_ENDPOINTS: 'on', ...env }
  const gateway = stack.use(await startComposedGateway({ dataDir, env: settings, clock: () => Date.now() + passedMs }))
  const url = gateway.url.replace('127.0.0.1', 'localhost')
  const browser = stack.use(await startWatchedBrowser(url))
  const kept = stack.move()
  return {
    ...{ gateway, url, browser },
    place: { dataDir, env: settings },
    passMinutes(count) {
      passedMs += count * 60_000
    },
    async invite(invitation) {
      return `${url}/dashboard/invitation#${await inviteTo(gateway.database, invitation)}`
    },
    async signIn(email, invitation, window) {
      const client = createSignInClient(url)
      const { error } = await signUp(client, gateway.database, email, invitation)
      if (error !== undefined) throw new Error(error.message)
      const context = window?.context() ?? (await browser.open())
      await context.clearCookies()
      await context.addCookies([...client.cookies].map(([name, value]) => ({ ...{ name, value, url }, ...asSet })))
      let page: Page | undefined
      return {
        ...{ context, client },
        async open(path) {
          if (page?.url().startsWith(`${url}/dashboard`)) await showPage(page, path)
          else {
            // A window that someone else has used may still show their data.
            page = window ?? page ?? (await context.newPage())
            await page.goto(`${url}/dashboard${path}`)
          }
          return page
        },
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Shows another page of the dashboard as the browser's Back and Forward do. */
async function showPage(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, `/dashboard${path}`)
}
