import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { storeSecondFactor } from '../samples/store-second-factor.ts'
import { goodPassword } from '../servers/sign-in-client.ts'
import { type DashboardStand, type Person, startDashboardStand } from './dashboard-stand.ts'
import { byKeyboard, byMouse, findField } from './hands.ts'
import { openPage } from './watched-browser.ts'

describe('administrators, accounts and settings in the dashboard', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  let owner: Person
  before(async () => {
    stand = stack.use(await startDashboardStand({ SIGNPOST_MULTIPART_DAYS: '3' }))
    owner = await stand.signIn('owner@example.com')
  })
  after(() => stack.disposeAsync())

  for (const hands of [byMouse, byKeyboard]) {
    describe(`by ${hands.name}`, () => {
      test('an administrator is invited as operator, becomes an auditor, and is removed', async () => {
        const page = await owner.open('/administrators')
        const email = `new-${hands.name}@example.com`
        await hands.press(page.getByRole('button', { name: 'Invite someone' }))
        await hands.fill(findField(page.getByRole('dialog'), 'Email'), email)
        await hands.tick(page.getByRole('radio', { name: 'Operator' }))
        await hands.press(page.getByRole('button', { name: 'Create a link' }))
        const link = await page.getByRole('region', { name: 'Link', exact: true }).locator('pre').innerText()
        // The focused button is gone, but the focus stays in the dialog.
        await page.locator('[role=dialog]:focus-within').waitFor()
        await hands.press(page.getByRole('button', { name: 'Done' }))

        const context = await stand.browser.open()
        const other = await openPage(context, link)
        await hands.fill(findField(other, 'Your name'), 'Grace')
        await hands.fill(findField(other, 'Password'), goodPassword)
        await hands.press(other.getByRole('button', { name: 'Start' }))
        await other.getByRole('heading', { name: 'Overview' }).waitFor()
        assert.deepEqual(await listPages(other), [
          ...['Overview', 'Credentials', 'Tokens', 'Try it', 'Audit', 'Uploads', 'Explain'],
        ])
        await hands.press(other.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Tokens' }))
        await other.getByRole('link', { name: 'Create a token' }).first().waitFor()

        await page.reload()
        await hands.press(page.getByRole('button', { name: `Change role: ${email}` }))
        await hands.tick(page.getByRole('radio', { name: 'Auditor' }))
        await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Change role' }))
        await page.getByText(`The role of ${email} is now auditor.`).waitFor()
        await other.reload()
        await other.getByRole('heading', { name: 'Tokens' }).waitFor()
        assert.equal(await other.getByRole('link', { name: 'Create a token' }).count(), 0)

        await hands.press(page.getByRole('button', { name: `Remove: ${email}` }))
        const dialog = page.getByRole('dialog')
        await dialog.getByText('their sessions end immediately').waitFor()
        await hands.press(dialog.getByRole('button', { name: 'Remove' }))
        await page.getByText(`${email} can no longer sign in.`).waitFor()
        await other.reload()
        await other.getByRole('heading', { name: 'Sign in' }).waitFor()
        await context.close()
      })

      test('an account is added, selected, renamed and removed', async () => {
        const page = await owner.open('/accounts')
        const name = `team-${hands.name}`
        await hands.press(page.getByRole('button', { name: 'Add an account' }))
        await hands.fill(findField(page.getByRole('dialog'), 'Name'), name)
        await hands.press(page.getByRole('button', { name: 'Add', exact: true }))
        await page.getByRole('rowheader', { name }).waitFor()
        await hands.choose(findField(page, 'Account'), name)
        await page.waitForURL(/account=acc_/)

        await hands.press(page.getByRole('button', { name: `Rename ${name}` }))
        await hands.fill(findField(page.getByRole('dialog'), 'Name'), `${name}-2`)
        await hands.press(page.getByRole('button', { name: 'Rename', exact: true }))
        await hands.press(page.getByRole('button', { name: `Remove ${name}-2` }))
        const dialog = page.getByRole('dialog')
        await dialog.getByText('Its tokens (0) stop working').waitFor()
        await hands.fill(findField(dialog, 'Type'), `${name}-2`)
        await hands.press(dialog.getByRole('button', { name: 'Remove the account' }))
        await page.getByRole('rowheader', { name: `${name}-2` }).waitFor({ state: 'detached' })
      })

      test('the page finds a setting and shows its value and its source', async () => {
        const page = await owner.open('/settings')
        await hands.fill(findField(page, 'Search the settings'), 'multipart_days')
        const row = page.getByRole('row').filter({ hasText: 'SIGNPOST_MULTIPART_DAYS' })
        await page.getByText('SIGNPOST_PORT').waitFor({ state: 'detached' })
        assert.deepEqual(await row.getByRole('cell').allInnerTexts(), ['3', 'environment'])
      })
    })
  }

  test('the master keys: which one is the installation’s, and whose second factor is lost', async () => {
    storeSecondFactor(stand.place.dataDir ?? assert.fail(), ['fedcba9876543210', 'fedcba9876543210'])
    const page = await owner.open('/settings')
    await page.reload()
    const section = page.getByRole('region', { name: 'Master keys' })
    await section.getByText('The second factor of a@example.com cannot be opened').waitFor()
    const keyId = await stand.gateway.database.vault.readMasterKeyId()
    const row = section.getByRole('row').filter({ hasText: keyId ?? assert.fail() })
    assert.deepEqual((await row.locator('td, th').allInnerTexts()).slice(0, 3), [keyId, 'yes', 'current'])
    await page.close()
  })

  test('the browser reported no faults', () => {
    assert.deepEqual(stand.browser.faults, [])
    // The browser of the removed administrator still asks who is signed in, or sends its next request.
    assert.deepEqual(
      stand.browser.refusals.filter((refusal) => !refusal.startsWith('401 ')),
      [],
    )
  })
})

/** Lists the pages that the navigation links to. */
async function listPages(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
  await links.first().waitFor()
  return (await links.allInnerTexts()).map((text) => text.trim())
}
