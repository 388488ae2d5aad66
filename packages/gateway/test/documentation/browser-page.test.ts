import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startChromium } from '../servers/chromium.ts'
import { type ComposedGateway, startComposedGateway } from '../servers/composed-gateway.ts'
import { type PageServer, servePage } from '../servers/page-server.ts'
import { fillIn, readShellBlocks, repositoryRoot, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const name = 'docs/browser.md'
const skip = skipWithoutCeph || skipWithout('chromium') || skipWithout('curl')
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const functions = [...readFileSync(`${repositoryRoot}${name}`, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(
  ([, block = '']) => block,
)
const site = stack.use(await servePage('<!doctype html><title>A page</title>'))
const gateway = stack.use(await startComposedGateway({ dataDir, env: { SIGNPOST_CORS_ORIGINS: site.origin } }))
const stores: Record<string, string> = {}
let page: Page | undefined
if (skip === false) {
  const ceph = stack.use(await startCeph())
  stores.path = ceph.endpoint
  stores.virtual = ceph.virtualEndpoint
  for (const addressing of ['path', 'virtual'] as const) {
    const bucket = `bucket-${addressing}`
    const store = { ...cephUsers.alice, endpoint: stores[addressing], addressing, preset: 'ceph' } as const
    await ceph.createBucket(bucket)
    await storeCredential(addressing, { dataDir }, { ...store, bucketPatterns: [bucket] })
  }
  const { context } = stack.use(await startChromium())
  page = await context.newPage()
}

for (const addressing of ['path', 'virtual']) {
  describe(`the commands and functions of ${name}, at Ceph in ${addressing} style`, { skip }, () => {
    const bucket = `bucket-${addressing}`
    const own = (commands: string) => fillIn(commands, [...listOwn(commands, addressing, site)])
    const run = (commands: string, env: Record<string, string> = {}) =>
      runInShell(own(commands), { cwd: dataDir, env: { ...shellEnv(gateway), ...env } })

    test('a page cannot upload before `cors set`, and can afterwards', async () => {
      assert.ok(page !== undefined)
      const [, create = ''] = readShellBlocks(name, 'Let the page call Signpost')
      const [check = '', set = ''] = readShellBlocks(name, 'Let the bucket accept requests from the page')
      const [make = ''] = readShellBlocks(name, 'Make a client token')
      const created = await run(`${create.trim()} --json`)
      assert.equal(created.code, 0, created.stderr)
      const { token } = JSON.parse(created.stdout) as { token: string }
      const made = await run(make, { API_TOKEN: token })
      const { clientToken } = (JSON.parse(made.stdout) as { data: { clientToken: string } }).data

      await page.goto(site.origin)
      await page.addScriptTag({
        content: `const SIGNPOST = '${gateway.url}', CLIENT_TOKEN = '${clientToken}'\n${own(functions.join('\n'))}
          const file = (text) => new File([text], 'photo ü.txt', { type: 'text/plain' })`,
      })
      const refused = await run(check)
      assert.equal(refused.code, 1)
      assert.match(refused.stdout, /no CORS rule is for this origin, or for any of these methods/)
      for (const call of ["upload(file('put'))", "uploadByForm(file('form'))", "download('incoming/42/photo ü.txt')"]) {
        await assert.rejects(page.evaluate(call), /Failed to fetch/, call)
      }
      // The PUT was never sent. A form needs no preflight.
      const look = { method: 'GET', bucket, key: 'incoming/42/photo ü.txt' } as const
      assert.equal(await (await fetch(signForCeph(stores.path ?? '', cephUsers.alice, look))).text(), 'form')

      const { code, stdout, stderr } = await run(set)
      assert.equal(code, 0, stderr)
      assert.match(stdout, new RegExp(`^Set the CORS rules of ${bucket}\\.$`, 'm'))
      assert.equal((await run(check)).code, 0)

      assert.match(String(await page.evaluate("upload(file('put'))")), /^"[0-9a-f]{32}"$/)
      const read = "download('incoming/42/photo ü.txt').then((blob) => blob.text())"
      assert.equal(await page.evaluate(read), 'put')
      const readAt = Date.now()
      await page.evaluate("uploadByForm(file('form'))")
      // URLs signed in the same second are identical, and the browser has cached the response to the former one.
      await waitUntil('a second has passed', async () => Date.now() - readAt >= 1000)
      assert.equal(await page.evaluate(read), 'form')
    })
  })
}

/** The test's own names, for the names of the page that its commands contain. */
function listOwn(commands: string, addressing: string, { origin }: PageServer): readonly (readonly [string, string])[] {
  const all = [
    ['my-bucket', `bucket-${addressing}`],
    ['https://app.example.com', origin],
    ['check main', `check ${addressing}`],
    ['set main', `set ${addressing}`],
    ['create web', `create web-${addressing}`],
  ] as const
  return all.filter(([example]) => commands.includes(example))
}

function shellEnv({ url }: ComposedGateway) {
  return {
    PATH: `${repositoryRoot}node_modules/.bin:${process.env.PATH}`,
    SIGNPOST_DATA_DIR: dataDir,
    SIGNPOST: url,
  }
}
