import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type DashboardStand, type Person, startDashboardStand } from './dashboard-stand.ts'
import { findViolations } from './find-violations.ts'
import { type HostileNames, storeHostileNames } from './hostile-names.ts'

/** Those that the navigation does not lead to. */
const otherPages = [
  '/credentials/-add',
  '/credentials/NAME',
  '/credentials/NAME/edit',
  '/tokens/create',
  '/tokens/ID',
  '/tokens/ID/edit',
  '/no-such-page',
]

describe('each page, with hostile names in everything that it shows', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  let owner: Person
  let names: HostileNames
  before(async () => {
    stand = stack.use(await startDashboardStand({ SIGNPOST_BUCKET_CHECK: 'off' }))
    owner = await stand.signIn('owner@example.com')
    names = await storeHostileNames(stand)
  })
  after(() => stack.disposeAsync())

  async function check(page: Page): Promise<void> {
    await page.locator('h1').waitFor()
    await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'detached' })
    assert.deepEqual(await findViolations(page), [])
    assert.deepEqual(stand.browser.faults.splice(0), [])
    // The store of the uploads does not answer.
    assert.deepEqual(
      stand.browser.refusals.splice(0).filter((refusal) => refusal !== '502 /admin/api/show-upload'),
      [],
    )
  }

  test('of an owner has no fault', async (t) => {
    const start = await owner.open('/')
    const links = start.getByRole('navigation', { name: 'Pages' }).getByRole('link')
    await links.first().waitFor()
    const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
    const page = start
    for (const path of [...paths.map((one) => one.replace('/dashboard', '')), ...otherPages]) {
      await t.test(path, async () => {
        const { credential, tokenId } = names
        await page.goto(`${stand.url}/dashboard${path.replace('NAME', credential).replace('ID', tokenId)}`)
        await check(page)
      })
    }
  })
})
