import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { goodPassword } from '../servers/sign-in-client.ts'
import { type DashboardStand, startDashboardStand } from './dashboard-stand.ts'
import { byKeyboard, byMouse, findField } from './hands.ts'
import { openPage } from './watched-browser.ts'

describe('signing in on the page', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  before(async () => {
    stand = stack.use(await startDashboardStand())
  })
  after(async () => {
    await stack.disposeAsync()
  })

  for (const hands of [byMouse, byKeyboard]) {
    test(`by ${hands.name}: an invitation is accepted, and one signs out and in again`, async () => {
      const context = await stand.browser.open()
      const page = await openPage(context, await stand.invite())
      const email = `${hands.name}@example.com`
      await hands.fill(findField(page, 'Email'), email)
      await hands.fill(findField(page, 'Your name'), 'Ada')
      await hands.fill(findField(page, 'Password'), goodPassword)
      await page.getByText('This password is').waitFor()
      await hands.press(page.getByRole('button', { name: 'Start' }))
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      assert.doesNotMatch(page.url(), /#/)

      await hands.press(page.getByRole('button', { name: 'Ada: your menu' }))
      await hands.press(page.getByRole('menuitem', { name: 'Sign out' }))
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await hands.fill(findField(page, 'Email'), email)
      await hands.fill(findField(page, 'Password'), goodPassword)
      await hands.press(page.getByRole('button', { name: 'Sign in', exact: true }))
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await context.close()
    })
  }

  test('nothing was wrong', () => {
    assert.deepEqual(stand.browser.faults, [])
  })
})
