import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setBucketCors } from '../packages/client/test/client-stand.ts'
import { type Person, startDashboardStand } from '../packages/gateway/test/dashboard/dashboard-stand.ts'
import { byMouse, findField } from '../packages/gateway/test/dashboard/hands.ts'
import { fillBusyDay } from '../packages/gateway/test/samples/busy-day.ts'
import { createTokenWithId, storeCredential } from '../packages/gateway/test/samples/store-credential.ts'
import { cephUsers, startCeph } from '../packages/gateway/test/servers/ceph-server.ts'

/**
 * `npm run screenshots` takes the screenshots of the documentation again, in `docs/images/`. It needs Debian's Chromium and Ceph.
 * The data in the screenshots is made up, except for the upload.
 */
const folder = join(import.meta.dirname, '../docs/images')

type Page = Awaited<ReturnType<Person['open']>>

/** The most bytes that a screenshot may have. */
const mostBytes = 150 * 1024

await using stack = new AsyncDisposableStack()
const ceph = stack.use(await startCeph())
await ceph.createBucket('photos')
await setBucketCors(ceph, 'photos', 'ETag')
const stand = stack.use(await startDashboardStand({ SIGNPOST_BUCKET_CHECK: 'off' }))
stand.browser.allow(ceph.endpoint)
const { place, gateway } = stand

const photos = await storeCredential('ceph', place, {
  ...{ ...cephUsers.alice, endpoint: ceph.endpoint, preset: 'ceph', bucketPatterns: ['photos'], unchecked: false },
})
const documents = await storeCredential('aws', place, {
  ...{
    endpoint: undefined,
    preset: 'aws',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    bucketPatterns: ['documents', 'videos'],
  },
})
const day = 86_400_000
const tokens = [
  { name: 'website', allow: ['upload:photos/in/*', 'download:photos/*'], share: 0.5, bucket: 'photos', prefix: 'in/' },
  { name: 'mobile-app', allow: ['*:photos/users/*'], share: 0.25, bucket: 'photos', prefix: 'users/42/' },
  { name: 'invoices', allow: ['*:documents/*'], share: 0.15, bucket: 'documents', prefix: '2027/' },
  {
    name: 'n8n',
    allow: ['download:videos/*'],
    share: 0.1,
    bucket: 'videos',
    prefix: '',
    expiresAt: Date.now() + 5 * day,
  },
] as const
const busy = []
for (const { share, bucket, prefix, ...fields } of tokens) {
  const { id } = await createTokenWithId(place, fields)
  const credentialId = (bucket === 'photos' ? photos : documents).id
  const action = share > 0.2 ? ('upload' as const) : ('download' as const)
  busy.push({ id, credentialId, bucket, prefix, action, share })
}
const [account] = await gateway.database.accounts.list()
await fillBusyDay(gateway.database, account?.id ?? '', busy, Date.now())
const { context, open } = await stand.signIn('ada@example.com')
mkdirSync(folder, { recursive: true })

const overview = await open('/')
await overview.getByRole('region', { name: 'Busiest tokens' }).getByText('website').waitFor()
for (const colorScheme of ['light', 'dark'] as const) {
  await overview.emulateMedia({ colorScheme })
  await take(overview, `overview-${colorScheme}`)
}
await overview.close()

const credential = await open('/credentials/ceph')
await byMouse.fill(findField(credential, 'Bucket'), 'photos')
await byMouse.fill(findField(credential, 'Origin'), 'https://app.example.com')
await byMouse.press(credential.getByRole('button', { name: 'Test it' }))
await credential.getByText(/^CORS: /).waitFor()
await take(credential, 'credential', credential.getByRole('region', { name: 'Test' }))

const token = await open('/tokens/create')
await byMouse.fill(findField(token, 'Name of the token'), 'website')
await byMouse.fill(findField(token.getByRole('group', { name: 'Rule 1' }), 'Bucket'), 'photos')
await byMouse.fill(findField(token.getByRole('group', { name: 'Rule 1' }), 'Key prefix'), 'in/')
await byMouse.fill(findField(token, 'the key'), 'out/k.png')
await token.getByText('No, it may not').waitFor()
await take(token, 'token')

const trial = await open('/try-it?bucket=photos&prefix=in/')
await byMouse.press(trial.getByRole('button', { name: 'Create a token for one hour' }))
await trial.getByRole('button', { name: 'Revoke the token' }).waitFor()
const file = { name: 'sunset.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(2_400_000) }
await byMouse.takeFiles(trial.locator('input[type=file]'), file)
await trial.getByText('It is in the store').waitFor()
await take(trial, 'try-it')

const audit = await open('/audit')
await audit.getByRole('row').nth(5).waitFor()
await take(audit, 'audit')
await context.close()
if (stand.browser.faults.length > 0) throw new Error(stand.browser.faults.join('\n'))

/** Takes a screenshot. @param from the element to show at the top, below the header of the page */
async function take(page: Page, name: string, from?: ReturnType<Page['locator']>): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  await from?.evaluate((element) => element.scrollIntoView())
  if (from !== undefined) await page.evaluate('scrollBy(0, -68)')
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  process.stdout.write(`docs/images/${name}.png: ${size} bytes\n`)
  if (size > mostBytes) throw new Error(`${name}.png has more than ${mostBytes} bytes.`)
}
