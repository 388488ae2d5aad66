import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import type { Page } from 'playwright-core'
import { provideDashboard } from '../../../../scripts/dashboard-files.ts'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type CephServer, cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startHumanGateway } from '../servers/gateway-process.ts'
import { goodPassword } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { byKeyboard, byMouse, findField, type Hands } from './hands.ts'
import { openPage, startWatchedBrowser, type WatchedBrowser } from './watched-browser.ts'

// The goal of issue 16: from an empty machine to a file in Ceph, without a second command.

const prefix = 'incoming/'

describe('from an empty machine to a file in Ceph', { skip: skipWithout('chromium') || skipWithoutCeph }, () => {
  const stack = new AsyncDisposableStack()
  let ceph: CephServer
  let browser: WatchedBrowser
  before(async () => {
    await provideDashboard()
    ceph = stack.use(await startCeph())
    browser = stack.use(await startWatchedBrowser(ceph.endpoint))
  })
  after(() => stack.disposeAsync())

  for (const hands of [byMouse, byKeyboard]) {
    test(`by ${hands.name}`, { timeout: 300_000 }, async () => {
      const bucket = `photos-${hands.name}`
      await ceph.createBucket(bucket)
      using dir = makeTempDir()
      // As `npm start` does.
      await using gateway = await startHumanGateway({ cwd: dir.path, args: ['--sandbox'] })
      const link = /^Open the dashboard: (\S+)$/m.exec(gateway.stdout())?.[1] ?? assert.fail(gateway.stdout())
      browser.allow(new URL(link).origin)
      const context = await browser.open()
      const page = await openPage(context, link)

      await acceptInvitation(page, hands)
      const steps = [
        'Store the keys of your S3 store',
        'Reach a bucket',
        'Let web pages use the bucket (CORS)',
        'Create a token',
        'Upload a file',
      ]
      await seeChecklist(page, hands, ...steps.map((step) => `${step}: to do`))
      await addCredential(page, hands, bucket)
      await setCors(page, hands, bucket)
      const token = await createToken(page, hands, bucket)
      await seeChecklist(page, hands, ...steps.map((step) => `${step}: ${step === 'Upload a file' ? 'to do' : 'done'}`))
      const content = randomBytes(100_000)
      const key = await upload(page, hands, { bucket, token, content })

      const url = signForCeph(ceph.endpoint, cephUsers.alice, { method: 'GET', bucket, key })
      const stored = await fetch(url)
      assert.deepEqual([stored.status, stored.headers.get('content-type')], [200, 'image/jpeg'])
      assert.ok(Buffer.from(await stored.arrayBuffer()).equals(content))
      // The checklist disappears once a file has arrived.
      await seeChecklist(page, hands)
      assert.deepEqual([browser.faults, browser.refusals], [[], []])
      await context.close()
    })
  }

  async function acceptInvitation(page: Page, hands: Hands): Promise<void> {
    await hands.fill(findField(page, 'Email'), 'ada@example.com')
    await hands.fill(findField(page, 'Your name'), 'Ada')
    await hands.fill(findField(page, 'Password'), goodPassword)
    await hands.press(page.getByRole('button', { name: 'Start' }))
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  }

  async function addCredential(page: Page, hands: Hands, bucket: string): Promise<void> {
    await goTo(page, hands, 'Credentials')
    await hands.press(page.getByRole('link', { name: 'Add a credential' }))
    await hands.choose(findField(page, 'Store'), 'Ceph')
    await hands.fill(findField(page, 'Endpoint'), ceph.endpoint)
    await hands.fill(findField(page, 'Access key ID'), cephUsers.alice.accessKeyId)
    await hands.fill(findField(page, 'Secret access key'), cephUsers.alice.secret)
    await hands.fill(findField(page, 'Buckets'), bucket)
    await hands.press(page.getByRole('button', { name: 'Test and store' }))
    await page.getByText('The keys work').waitFor()
  }

  async function setCors(page: Page, hands: Hands, bucket: string): Promise<void> {
    await hands.press(page.getByRole('link', { name: 'Open it and test a bucket' }))
    await hands.fill(findField(page, 'Origin'), new URL(page.url()).origin)
    await hands.press(page.getByRole('button', { name: 'Test it' }))
    await page.getByText('CORS: problem').waitFor()
    await hands.press(page.getByRole('button', { name: 'Show the rule that allows it' }))
    await hands.press(page.getByRole('button', { name: 'Set these rules' }))
    await page.getByText('CORS: good').waitFor()
    assert.equal(await page.getByText(/: problem$/).count(), 0, bucket)
  }

  async function createToken(page: Page, hands: Hands, bucket: string): Promise<string> {
    await goTo(page, hands, 'Tokens')
    await hands.press(page.getByRole('link', { name: 'Create a token' }))
    await hands.fill(findField(page, 'Name of the token'), 'website')
    const rule = page.getByRole('group', { name: 'Rule 1' })
    await hands.fill(findField(rule, 'Bucket'), bucket)
    await hands.fill(findField(rule, 'Key prefix'), prefix)
    await page.getByText('Yes, it may').waitFor()
    await hands.fill(findField(page, 'the key'), 'elsewhere/k.png')
    await page.getByText('No, it may not').waitFor()
    await hands.press(page.getByRole('button', { name: 'Create the token' }))
    const token = await page.getByRole('region', { name: 'Token', exact: true }).locator('pre').innerText()
    await hands.press(page.getByRole('link', { name: 'I have copied it' }))
    return token
  }

  async function upload(
    page: Page,
    hands: Hands,
    { bucket, token, content }: { bucket: string; token: string; content: Buffer },
  ): Promise<string> {
    await goTo(page, hands, 'Try it')
    await hands.fill(findField(page, 'Bucket'), bucket)
    await hands.fill(findField(page, 'Key prefix'), prefix)
    await hands.press(page.getByRole('button', { name: 'Use an existing token' }))
    await hands.fill(findField(page, 'Token'), token)
    await hands.press(page.getByRole('button', { name: 'Use the token' }))
    await page.getByText('The page uses the token that you pasted').waitFor()
    await hands.takeFiles(page.locator('input[type=file]'), {
      name: 'sunset.jpg',
      mimeType: 'image/jpeg',
      buffer: content,
    })
    await page.getByText('It is in the store').waitFor()
    const place = await page.getByRole('list', { name: 'Files' }).locator('code').innerText()
    assert.ok(place.startsWith(`${bucket}/${prefix}`), place)
    return place.slice(bucket.length + 1)
  }

  /** Waits until the checklist shows these steps. */
  async function seeChecklist(page: Page, hands: Hands, ...expected: readonly string[]): Promise<void> {
    await goTo(page, hands, 'Overview')
    const steps = page.getByRole('region', { name: 'Steps to your first upload' }).getByRole('listitem').locator('b')
    await page.getByRole('region', { name: 'Requests' }).getByText('Allowed').waitFor()
    // The former list stays until the gateway has answered again.
    await waitUntil(`the checklist shows ${expected.join(', ')}`, async () => {
      const states = await steps.evaluateAll((all) => all.map((step) => step.parentElement?.textContent))
      return isDeepStrictEqual(states, expected)
    })
  }
})

/** Opens a page through the navigation. */
async function goTo(page: Page, hands: Hands, name: string): Promise<void> {
  await hands.press(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }))
  await page.getByRole('heading', { level: 1, name }).waitFor()
}
