import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { mostFirstViewBytes } from '../../../../scripts/dashboard-files.ts'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { type DashboardStand, type Person, startDashboardStand } from './dashboard-stand.ts'
import { findViolations } from './find-violations.ts'
import { storeHostileNames } from './hostile-names.ts'
import { openPage } from './watched-browser.ts'

/** The pages that the navigation links to. */
const linkedPages = [
  '/',
  '/credentials',
  '/tokens',
  '/try-it',
  '/audit',
  '/uploads',
  '/explain',
  '/administrators',
  '/accounts',
  '/settings',
]

/** The pages that it does not link to. */
const otherPages = [
  '/credentials/-add',
  '/credentials/NAME',
  '/credentials/NAME/edit',
  '/tokens/create',
  '/tokens/ID',
  '/tokens/ID/edit',
  '/security',
  '/audit?tab=administration',
  '/audit?event=1',
  '/no-such-page',
]

describe('the pages of the dashboard', { skip: skipWithout('chromium') }, () => {
  const stack = new AsyncDisposableStack()
  let stand: DashboardStand
  let owner: Person
  before(async () => {
    stand = stack.use(await startDashboardStand({ SIGNPOST_BUCKET_CHECK: 'off' }))
    owner = await stand.signIn('owner@example.com')
  })
  after(() => stack.disposeAsync())

  test('the sign-in page and an invitation have no violations or faults', async () => {
    const context = await stand.browser.open()
    const page = await openPage(context, `${stand.url}/dashboard/sign-in`)
    await check(page)
    await page.goto(await stand.invite())
    await page.getByRole('button', { name: 'Start' }).waitFor()
    await check(page)
    await context.close()
  })

  for (const [name, path] of [
    ['sign-in', '/sign-in'],
    ['overview', '/'],
  ] as const) {
    test(`the first view, ${name}, loads at most 250 KiB of scripts and styles`, async () => {
      const context = await stand.browser.open({ extraHTTPHeaders: { 'accept-encoding': 'gzip' } })
      if (path === '/') await context.addCookies(await owner.context.cookies())
      const page = await context.newPage()
      const sizes: Promise<number>[] = []
      page.on('requestfinished', (request) => {
        if (['script', 'stylesheet'].includes(request.resourceType())) {
          sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
        }
      })
      await page.goto(`${stand.url}/dashboard${path}`, { waitUntil: 'networkidle' })
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
      assert.ok(bytes > 50_000 && bytes <= mostFirstViewBytes, `${bytes}`)
      await context.close()
    })
  }

  async function check(page: Page): Promise<void> {
    await page.locator('h1').waitFor()
    const loading = page.getByRole('status').filter({ hasText: 'Loading' })
    const asking = page.getByText('Asking the store')
    await waitUntil('the page has loaded', async () => (await loading.count()) + (await asking.count()) === 0)
    assert.deepEqual(await findViolations(page), [])
    assert.deepEqual(stand.browser.faults.splice(0), [])
    // The store of the uploads does not answer.
    assert.deepEqual(
      stand.browser.refusals.splice(0).filter((refusal) => refusal !== '502 /admin/api/show-upload'),
      [],
    )
  }

  describe('no page has violations or faults, even when every text that it shows is hostile', () => {
    let page: Page
    let stored: Awaited<ReturnType<typeof storeHostileNames>>
    before(async () => {
      stored = await storeHostileNames(stand)
      page = await owner.open('/')
    })

    test('the navigation links to the pages that are listed here', async () => {
      const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
      await links.first().waitFor()
      const paths = await links.evaluateAll((all) =>
        all.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
      )
      assert.deepEqual(
        paths.map((path) => path.replace('/dashboard', '') || '/'),
        linkedPages,
      )
    })

    for (const [index, path] of linkedPages.entries()) {
      test(`${path}, by its link`, async () => {
        const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link').nth(index)
        await link.click()
        await page.getByRole('heading', { level: 1, name: await link.innerText(), exact: true }).waitFor()
        assert.equal(new URL(page.url()).pathname.replace(/\/$/, ''), `/dashboard${path}`.replace(/\/$/, ''))
        await check(page)
      })
    }

    for (const path of otherPages) {
      test(`${path}, by its address`, async () => {
        const { credential, tokenId } = stored
        await owner.open(path.replace('NAME', credential).replace('ID', tokenId))
        await check(page)
      })
    }

    test('a page can be loaded by its address', async () => {
      await owner.open(`/tokens/${stored.tokenId}`)
      const title = await page.locator('h1').innerText()

      await page.reload()

      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    })
  })
})
