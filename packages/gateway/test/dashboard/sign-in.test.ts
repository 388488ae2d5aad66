import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { computeCode } from '../servers/compute-code.ts'
import { createSignInClient, goodPassword } from '../servers/sign-in-client.ts'
import { type DashboardStand, startDashboardStand } from './dashboard-stand.ts'
import { byKeyboard, byMouse, findField, type Hands } from './hands.ts'

describe('signing in to the dashboard', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  let page: Page
  before(async () => {
    stand = stack.use(await startDashboardStand())
    page = await (await stand.browser.open()).newPage()
  })
  after(() => stack.disposeAsync())

  for (const hands of [byMouse, byKeyboard]) {
    describe(`by ${hands.name}`, () => {
      test('an administrator accepts an invitation, signs out and signs in again', async () => {
        await page.context().clearCookies()
        await page.goto(await stand.invite())
        const email = `${hands.name}@example.com`
        await hands.fill(findField(page, 'Email'), email)
        await hands.fill(findField(page, 'Your name'), 'Ada')
        await hands.fill(findField(page, 'Password'), goodPassword)
        await page.getByText('This password is').waitFor()
        await hands.press(page.getByRole('button', { name: 'Start' }))
        await page.getByRole('heading', { name: 'Overview' }).waitFor()
        assert.doesNotMatch(page.url(), /#/)

        await signOut(hands)
        await signIn(hands, email)
        await page.getByRole('heading', { name: 'Overview' }).waitFor()
      })

      test('an authenticator app is set up, and signing in asks for its code or a backup code', async () => {
        const email = `app-${hands.name}@example.com`
        const { open } = await stand.signIn(email, {}, page)
        await open('/security')
        await hands.press(page.getByRole('button', { name: 'Set up an app' }))
        await hands.fill(findField(page, 'Your password'), goodPassword)
        await hands.press(page.getByRole('button', { name: 'Continue' }))
        const secret = await page.getByRole('region', { name: 'Key', exact: true }).locator('pre').innerText()
        await hands.fill(findField(page, 'Code that the app'), computeCode(secret))
        await hands.press(page.getByRole('button', { name: 'Turn it on' }))
        const codes = await page.getByRole('region', { name: 'Backup codes' }).locator('pre').innerText()
        await hands.press(page.getByRole('button', { name: 'I have saved them' }))

        for (const [kind, code] of [
          ['app', computeCode(secret)],
          ['backup', codes.split('\n')[0] ?? ''],
        ]) {
          await signOut(hands)
          await signIn(hands, email)
          await page.getByRole('heading', { name: 'Second step' }).waitFor()
          if (kind === 'backup') await hands.press(page.getByRole('button', { name: 'Use a backup code' }))
          await hands.fill(findField(page, kind === 'backup' ? 'Backup code' : 'Code'), code ?? '')
          await hands.press(page.getByRole('button', { name: 'Sign in', exact: true }))
          await page.getByRole('heading', { name: 'Overview' }).waitFor()
        }
      })

      test('a passkey is added, signs in, and is removed', async () => {
        const { open } = await stand.signIn(`passkey-${hands.name}@example.com`, {}, page)
        await open('/security')
        await using _authenticator = await addAuthenticator(page)
        await hands.press(page.getByRole('button', { name: 'Add a passkey' }))
        await hands.fill(findField(page.getByRole('dialog'), 'Name'), 'Laptop')
        await hands.press(page.getByRole('button', { name: 'Add the passkey' }))
        await page.getByRole('rowheader', { name: 'Laptop' }).waitFor()

        await signOut(hands)
        await hands.press(page.getByRole('button', { name: 'Sign in with a passkey' }))
        await page.getByRole('heading', { name: 'Overview' }).waitFor()
        await choose(hands, 'Password and security')
        await hands.press(page.getByRole('button', { name: 'Remove Laptop' }))
        await hands.press(page.getByRole('button', { name: 'Remove the passkey' }))
        await page.getByText('You have none.').waitFor()
      })

      test('a sensitive change asks for the password again after ten minutes', async () => {
        const { open } = await stand.signIn(`sudo-${hands.name}@example.com`, {}, page)
        await open('/administrators')
        await page.getByRole('heading', { name: 'Administrators' }).waitFor()
        stand.passMinutes(11)
        await hands.press(page.getByRole('button', { name: 'Invite someone' }))
        await hands.press(page.getByRole('button', { name: 'Create a link' }))
        const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
        await hands.fill(findField(dialog, 'Password'), 'not this one')
        await hands.press(dialog.getByRole('button', { name: 'Confirm' }))
        await dialog.getByRole('alert').waitFor()
        await findField(dialog, 'Password').and(page.locator(':focus')).waitFor()
        await hands.fill(findField(dialog, 'Password'), goodPassword)
        await hands.press(dialog.getByRole('button', { name: 'Confirm' }))
        await page.getByText('The invitation is ready').waitFor()
        stand.passMinutes(-11)
        assert.deepEqual(stand.browser.refusals.splice(0), [
          '403 /admin/api/invite-administrator',
          '401 /admin/auth/confirm',
        ])
      })

      test('another session of the administrator is listed and ended', async () => {
        const email = `sessions-${hands.name}@example.com`
        const { open } = await stand.signIn(email, {}, page)
        const other = createSignInClient(stand.url)
        const phone = { 'user-agent': 'Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0' }
        await other.post('/admin/auth/sign-in/password', { email, password: goodPassword }, phone)
        assert.equal((await other.get('/admin/api/list-accounts')).status, 200)

        await open('/security')
        await hands.press(page.getByRole('button', { name: 'End the session of Firefox' }))
        await hands.press(page.getByRole('button', { name: 'End the session', exact: true }))
        await page.getByText('The session has ended.').waitFor()
        assert.equal((await other.get('/admin/api/list-accounts')).status, 401)
        await page.getByRole('button', { name: 'End the session of Firefox' }).waitFor({ state: 'detached' })
      })
    })
  }

  test('the browser reported no faults', () => {
    assert.deepEqual([stand.browser.faults, stand.browser.refusals], [[], []])
  })

  async function signIn(hands: Hands, email: string): Promise<void> {
    await hands.fill(findField(page, 'Email'), email)
    await hands.fill(findField(page, 'Password'), goodPassword)
    await hands.press(page.getByRole('button', { name: 'Sign in', exact: true }))
  }

  async function signOut(hands: Hands): Promise<void> {
    await choose(hands, 'Sign out')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  /** Chooses an item of the administrator's menu. */
  async function choose(hands: Hands, name: string): Promise<void> {
    await hands.press(page.getByRole('button', { name: /: your menu$/ }))
    await hands.press(page.getByRole('menuitem', { name }))
  }
})

/** Gives a page a virtual authenticator that makes passkeys and confirms on its own (WebAuthn Level 3, section 11). */
async function addAuthenticator(page: Page): Promise<AsyncDisposable> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
  return { [Symbol.asyncDispose]: () => session.detach() }
}
