import assert from 'node:assert/strict'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { after, before, describe, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { servePage } from '../servers/page-server.ts'
import { goodPassword } from '../servers/sign-in-client.ts'
import { startTlsServer } from '../servers/tls-server.ts'
import { type DashboardStand, type Person, startDashboardStand } from './dashboard-stand.ts'
import { byMouse, findField } from './hands.ts'
import { openPage } from './watched-browser.ts'

// Security properties that only a browser shows. test/sessions and test/admin-api cover cookies, forgery, guessing and nodes over HTTP.

const email = 'ada@example.com'
const skip = skipWithout('chromium')

describe('a foreign web page', { skip }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  let owner: Person
  let visitor: BrowserContext
  before(async () => {
    stand = stack.use(await startDashboardStand())
    owner = await stand.signIn(email)
    visitor = await stand.browser.open()
  })
  after(() => stack.disposeAsync())

  // dashboard-path.test.ts has more of them.
  for (const next of ['//evil.example/dashboard', 'javascript:xss("next")']) {
    test(`cannot redirect an administrator who signs in to ${next}`, async () => {
      const page = await openPage(visitor, `${stand.url}/dashboard/sign-in?${new URLSearchParams({ next })}`)
      await byMouse.fill(findField(page, 'Email'), email)
      await byMouse.fill(findField(page, 'Password'), goodPassword)
      await byMouse.press(page.getByRole('button', { name: 'Sign in', exact: true }))
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
      assert.match(page.url(), new RegExp(`^${stand.url}/dashboard/?$`))
      assert.equal(await page.evaluate('document.cookie'), '', 'no script can read the session cookie')
      await page.close()
      await visitor.clearCookies()
    })
  }

  test('may link to a page of the dashboard, where the administrator is still signed in', async () => {
    await using stranger = await servePage(`<a href="${stand.url}/dashboard/tokens?search=web">the tokens</a>`)
    stand.browser.allow(stranger.origin)
    const page = await openPage(owner.context, stranger.origin)
    await page.getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Tokens' }).waitFor()
    assert.equal(await page.evaluate('window.opener'), null)
    await page.close()
  })

  test('cannot frame the dashboard', async () => {
    await using stranger = await servePage(`<iframe src="${stand.url}/dashboard" width="800" height="600"></iframe>`)
    stand.browser.allow(stranger.origin)
    const page = await openPage(owner.context, stranger.origin)
    await page.locator('iframe').waitFor()
    const frame = page.frames().find((one) => one !== page.mainFrame())
    assert.equal(await frame?.locator('#root').count(), 0)
    const faults = stand.browser.faults.splice(0)
    assert.ok(
      faults.some((fault) => /frame-ancestors/.test(fault)),
      faults.join('\n'),
    )
    await page.close()
  })

  test('causes no other faults', () => {
    assert.deepEqual([stand.browser.faults, stand.browser.refusals], [[], []])
  })
})

test('behind an HTTPS proxy the browser sends the session cookie only over HTTPS', { skip }, async () => {
  let target = ''
  await using proxy = await startTlsServer((asked, response) => forward(target, asked, response))
  const origin = `https://localhost:${proxy.port}`
  await using stand = await startDashboardStand({ SIGNPOST_PUBLIC_URL: origin })
  target = stand.gateway.url
  stand.browser.allow(origin)
  const context = await stand.browser.open({ ignoreHTTPSErrors: true })
  const link = (await stand.invite()).replace(stand.url, origin)
  const page = await openPage(context, link)
  await byMouse.fill(findField(page, 'Email'), email)
  await byMouse.fill(findField(page, 'Your name'), 'Ada')
  await byMouse.fill(findField(page, 'Password'), goodPassword)
  await byMouse.press(page.getByRole('button', { name: 'Start' }))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()

  const cookies = (await context.cookies()).filter(({ name }) => name.includes('session'))
  assert.deepEqual(
    cookies.map(({ name, secure, httpOnly, sameSite, path }) => ({ name, secure, httpOnly, sameSite, path })),
    [{ name: '__Host-signpost-session', secure: true, httpOnly: true, sameSite: 'Strict', path: '/' }],
  )
  // The proxy adds to the policy what the gateway knows nothing of. The page does not take it for a new store and reload without end.
  await page.getByRole('navigation').getByRole('link', { name: 'Try it' }).click()
  await findField(page, 'Bucket').waitFor()
  assert.deepEqual([stand.browser.faults, stand.browser.refusals], [[], []])
})

/** Forwards a request as a proxy that terminates TLS does. */
function forward(target: string, asked: IncomingMessage, response: ServerResponse): void {
  const headers = { ...asked.headers, 'x-forwarded-proto': 'https' }
  const passed = request(new URL(asked.url ?? '/', target), { method: asked.method ?? 'GET', headers }, (answer) => {
    const policy = answer.headers['content-security-policy']
    const added = { 'content-security-policy': `${policy}`.replace("connect-src 'self'", '$& https://extra.example') }
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...(policy === undefined ? {} : added) })
    answer.pipe(response)
  })
  asked.pipe(passed)
}
