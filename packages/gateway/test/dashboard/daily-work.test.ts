import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { setBucketCors } from '../../../client/test/client-stand.ts'
import { createMultipartClient, dataOf, sendPart } from '../samples/multipart-client.ts'
import { sign } from '../samples/sign.ts'
import { createToken, createTokenWithId, storeCredential } from '../samples/store-credential.ts'
import { type CephServer, cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { type DashboardStand, type Person, startDashboardStand } from './dashboard-stand.ts'
import { byKeyboard, byMouse, findField } from './hands.ts'
import { hostile } from './hostile-names.ts'

const bucket = 'uploads'
/** The smallest part that a store accepts, in bytes. */
const part = 5 * 1024 ** 2

describe('daily work in the dashboard', { skip: skipWithout('chromium') || skipWithoutCeph }, () => {
  const stack = new AsyncDisposableStack()
  let ceph: CephServer
  let stand: DashboardStand
  let owner: Person
  let token: string
  before(async () => {
    ceph = stack.use(await startCeph())
    await ceph.createBucket(bucket)
    await setBucketCors(ceph, bucket, 'ETag')
    stand = stack.use(await startDashboardStand())
    stand.browser.allow(ceph.endpoint)
    const credential = { ...cephUsers.alice, endpoint: ceph.endpoint, preset: 'ceph' } as const
    await storeCredential('ceph', stand.place, { ...credential, bucketPatterns: [bucket] })
    token = await createToken(stand.place, { name: 'app', allow: [`*:${bucket}/*`] })
    owner = await stand.signIn('ada@example.com')
  })
  after(() => stack.disposeAsync())

  for (const hands of [byMouse, byKeyboard]) {
    describe(`by ${hands.name}`, () => {
      test('a credential gets new keys and a new name, and is removed', async () => {
        const name = `keys-${hands.name}`
        const { alice, bob } = cephUsers
        await storeCredential(name, stand.place, { ...alice, endpoint: ceph.endpoint, preset: 'ceph' })
        const page = await owner.open(`/credentials/${name}`)
        await hands.press(page.getByRole('button', { name: 'Rotate the keys' }))
        await hands.fill(findField(page.getByRole('dialog'), 'Access key ID'), bob.accessKeyId)
        await hands.fill(findField(page.getByRole('dialog'), 'Secret access key'), bob.secret)
        await hands.press(page.getByRole('button', { name: 'Test and change the keys' }))
        await page.getByRole('definition').filter({ hasText: bob.accessKeyId }).waitFor()

        await hands.press(page.getByRole('button', { name: 'Rename' }))
        await hands.fill(findField(page.getByRole('dialog'), 'Name'), `${name}-2`)
        await hands.press(page.getByRole('dialog').getByRole('button', { name: 'Rename' }))
        await page.getByRole('heading', { level: 1, name: `${name}-2` }).waitFor()
        await hands.press(page.getByRole('button', { name: 'Remove' }))
        const dialog = page.getByRole('dialog')
        await dialog.getByText('What will stop working').waitFor()
        await hands.fill(findField(dialog, 'Type'), `${name}-2`)
        await hands.press(dialog.getByRole('button', { name: 'Remove the credential' }))
        await page.getByRole('heading', { level: 1, name: 'Credentials' }).waitFor()
        await page.getByRole('rowheader', { name }).waitFor({ state: 'detached' })
      })

      test('a token is found and revoked', async () => {
        const name = `old-${hands.name}`
        const made = await createTokenWithId(stand.place, { name, allow: [`upload:${bucket}/*`] })
        const page = await owner.open('/tokens')
        await hands.fill(findField(page, 'Search tokens'), name)
        await hands.press(page.getByRole('link', { name, exact: true }))
        await hands.press(page.getByRole('button', { name: 'Revoke' }))
        const dialog = page.getByRole('dialog')
        await dialog.getByText('It has never been used.').waitFor()
        await hands.press(dialog.getByRole('button', { name: 'Revoke the token' }))
        await page
          .getByRole('definition')
          .filter({ hasText: /^Revoked$/ })
          .waitFor()
        const headers = { authorization: `Bearer ${made.token}` }
        assert.equal((await fetch(`${stand.url}/awss3/whoami`, { headers })).status, 401)
      })

      test('a token made by the page uploads a file, links to it and deletes it, and any operation can be tried', async () => {
        const content = randomBytes(10_000)
        const page = await owner.open('/try-it')
        await hands.fill(findField(page, 'Bucket'), bucket)
        await hands.press(page.getByRole('button', { name: 'Create a token for one hour' }))
        await page.getByRole('button', { name: 'Revoke the token' }).waitFor()
        const file = { name: 'a b.txt', mimeType: 'text/plain', buffer: content }
        await hands.takeFiles(page.locator('input[type=file]'), file)
        await page.getByText('It is in the store').waitFor()
        await page.getByRole('region', { name: /PUT .* at the store: 200/ }).waitFor()

        await hands.press(page.getByRole('button', { name: 'Download or link a b.txt' }))
        await hands.press(page.getByRole('button', { name: 'Create the link' }))
        const link = await page.getByRole('region', { name: 'Link', exact: true }).locator('pre').innerText()
        const download = await fetch(link)
        assert.ok(Buffer.from(await download.arrayBuffer()).equals(content))
        assert.match(download.headers.get('content-disposition') ?? '', /a b\.txt/)
        await page.keyboard.press('Escape')
        await hands.press(page.getByRole('button', { name: 'Delete a b.txt' }))
        await hands.press(page.getByRole('button', { name: 'Delete the object' }))
        await page.getByText('a b.txt was deleted.').waitFor()
        assert.equal((await fetch(link)).status, 404)

        await hands.press(page.getByRole('tab', { name: 'Any operation' }))
        await hands.choose(findField(page, 'Operation'), 'whoami')
        await hands.press(page.getByRole('button', { name: 'Send' }))
        await page.getByText('Status 200').waitFor()

        const key = `try-it/${hostile('key')}`
        const metadata = hostile('metadata')
        const upload = { bucket, key_name: key, type: 'upload', 'metadata[note]': metadata }
        const { signedUrl, method, headers } = await sign({ url: stand.gateway.url, token }, upload)
        assert.equal((await fetch(signedUrl, { method, headers, body: 'text' })).status, 200)
        await hands.choose(findField(page, 'Operation'), 'Say whether an object exists')
        await hands.fill(findField(page, 'bucket'), bucket)
        await hands.fill(findField(page, 'key_name'), key)
        await hands.press(page.getByRole('button', { name: 'Send' }))
        await page.getByRole('region', { name: 'Answer' }).getByText(JSON.stringify(metadata)).waitFor()
        await hands.press(page.getByRole('button', { name: 'Revoke the token' }))
        await page.getByRole('button', { name: 'Create a token for one hour' }).waitFor()
      })

      test('the audit log is filtered, opened, watched live and exported', async () => {
        const key = `reports/${hands.name}.pdf`
        const signer = { url: stand.url, token }
        await sign(signer, { bucket, key_name: key, type: 'upload' })
        const page = await owner.open('/audit')
        await hands.fill(findField(page, 'Search by'), bucket)
        await hands.choose(page.getByRole('combobox', { name: 'Action' }), 'upload')
        const row = page.getByRole('row').filter({ hasText: key })
        await row.waitFor()
        await page.getByRole('row').filter({ hasText: 'whoami' }).first().waitFor({ state: 'detached' })
        await hands.press(row.getByRole('button'))
        const drawer = page.getByRole('dialog')
        await drawer.getByText('Client address').waitFor()
        assert.match(await drawer.innerText(), /signed_url[\s\S]*reports/)
        await page.keyboard.press('Escape')
        await drawer.waitFor({ state: 'detached' })

        await hands.tick(page.getByRole('switch', { name: 'Live' }))
        await page.getByText('New events appear automatically').waitFor()
        await sign(signer, { bucket, key_name: `${key}-live`, type: 'upload' })
        await page
          .getByRole('row')
          .filter({ hasText: `${key}-live` })
          .waitFor()

        const [download] = await Promise.all([
          page.waitForEvent('download'),
          hands.press(page.getByRole('link', { name: 'CSV' })),
        ])
        const lines = readFileSync(await download.path(), 'utf8')
          .trim()
          .split('\n')
        assert.match(lines[0] ?? '', /\bbucket,key\b/)
        assert.ok(lines.length > 2 && lines.slice(1).every((line) => line.includes(`${bucket},`)))
      })

      test('an open upload shows its progress, and is aborted', async () => {
        const key = `videos/${hands.name}.mp4`
        const client = createMultipartClient({ url: stand.url, token })
        const { uploadId, parts } = dataOf(
          await client.begin({ bucket, key_name: key, size: 2 * part, part_size: part }),
        )
        await sendPart(parts[0] ?? assert.fail(), new Uint8Array(part))
        const page = await owner.open('/uploads')
        const row = page.getByRole('row').filter({ hasText: key })
        await row.getByText('50%').waitFor()
        await hands.press(page.getByRole('button', { name: `Abort ${bucket}/${key}` }))
        const dialog = page.getByRole('dialog')
        await dialog.getByText('What will stop working').waitFor()
        await hands.press(dialog.getByRole('button', { name: 'Abort the upload' }))
        await row.waitFor({ state: 'detached' })
        const query = { uploadId }
        assert.equal(
          (await fetch(signForCeph(ceph.endpoint, cephUsers.alice, { method: 'GET', bucket, key, query }))).status,
          404,
        )
      })

      test('the page explains why a modified signed URL fails', async () => {
        const { signedUrl } = await sign({ url: stand.url, token }, { bucket, key_name: 'a.txt', type: 'upload' })
        const page = await owner.open('/explain')
        await hands.fill(findField(page, 'Paste it here'), signedUrl.replace('a.txt', 'b.txt'))
        await hands.press(page.getByRole('button', { name: 'Explain it' }))
        await page.getByRole('heading', { name: 'Why it did not work' }).waitFor()
        const facts = page.getByRole('region', { name: 'What the URL says' })
        await facts.getByText('b.txt').waitFor()
        await facts.getByText('It does not appear to have signed this URL').waitFor()
      })
    })
  }

  test('Try it has no fields while it checks that its document may reach all stores, and has them without an answer', async (t) => {
    const page = await owner.open('/')
    t.after(() => page.unrouteAll())
    const asked = Promise.withResolvers<void>()
    await page.route(
      (url) => url.pathname.endsWith('/try-it'),
      (route) => (route.request().resourceType() === 'fetch' ? asked.resolve() : route.continue()),
    )
    await page.getByRole('link', { name: 'Try it', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor()
    await asked.promise
    await page.getByRole('main').getByText('Loading').waitFor()
    assert.equal(await page.getByRole('main').getByRole('textbox').count(), 0)

    await findField(page, 'Bucket').waitFor()
  })

  test('Try it does not take the error page of a proxy for a document with new stores', async (t) => {
    const page = await owner.open('/')
    t.after(() => page.unrouteAll())
    let documents = 0
    await page.route(
      (url) => url.pathname.endsWith('/try-it'),
      (route) => {
        if (route.request().resourceType() === 'fetch') {
          return route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Maintenance</h1>' })
        }
        documents++
        return route.continue()
      },
    )
    await page.getByRole('link', { name: 'Try it', exact: true }).click()
    await findField(page, 'Bucket').waitFor()
    assert.equal(documents, 0)
  })

  test('the browser reported no faults', () => {
    assert.deepEqual([stand.browser.faults, stand.browser.refusals], [[], []])
  })
})
