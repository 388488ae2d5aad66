import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startChromium } from '../servers/chromium.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { readShellBlocks, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const pages = {
  'docs/uploads.md': [
    'Upload a file',
    'Require size, type and checksum',
    'By a form',
    'Many at once',
    'What Signpost refuses',
  ],
  'docs/downloads.md': [
    'Download a file',
    'Choose the file name and the type',
    'The same URL for a while',
    'Versions, HEAD and DELETE',
  ],
}
const skip = skipWithoutCeph || skipWithout('curl')
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())

describe('docs/uploads.md and docs/downloads.md at Ceph', { skip }, async () => {
  if (skip !== false) return
  const dir = stack.use(makeTempDir()).path
  const dataDir = `${dir}/data`
  const ceph = stack.use(await startCeph())
  await ceph.createBucket('my-bucket')
  await storeCredential('my-bucket', { dataDir }, { ...cephUsers.alice, preset: 'ceph', endpoint: ceph.endpoint })
  const gateway = stack.use(await startComposedGateway({ dataDir }))
  const signer = { url: gateway.url, token: await createToken({ dataDir }) }

  for (const [page, headings] of Object.entries(pages)) {
    test(`the commands of ${page} work in order`, async () => {
      const commands = headings.flatMap((heading) => readShellBlocks(page, heading)).join('\n')
      const env = { SIGNPOST: signer.url, API_TOKEN: signer.token }
      const { code, stdout, stderr } = await runInShell(commands, { cwd: dir, env })
      assert.equal(code, 0, `${page}\n${stdout}\n${stderr}`)
    })
  }

  describe('in Chromium', { skip: skipWithout('chromium') }, () => {
    let context: BrowserContext
    before(async () => {
      context = stack.use(await startChromium()).context
    })

    test('the HTML form of docs/uploads.md uploads a file without JavaScript', async () => {
      const page = await context.newPage()
      await page.goto(pathToFileURL(`${dir}/upload.html`).href)
      await page.locator('input[type=file]').setInputFiles(`${dir}/cat.png`)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.getByRole('button', { name: 'Upload' }).click()
      assert.equal((await answered).status(), 201)

      const request = { method: 'GET', bucket: 'my-bucket', key: 'photos/dog.png' } as const
      const kept = await fetch(signForCeph(ceph.endpoint, cephUsers.alice, request))
      assert.equal(kept.headers.get('content-type'), 'image/png')
      assert.ok(Buffer.from(await kept.arrayBuffer()).equals(readFileSync(`${dir}/cat.png`)))
    })

    for (const filename of ['r̈ésumé “final”.pdf', 'הצעה; "x".pdf', '報告 2026.pdf']) {
      test(`a download is saved under its file name: ${filename}`, async () => {
        const { signedUrl } = await sign(signer, { bucket: 'my-bucket', key_name: 'notes/hello.txt', filename })
        const page = await context.newPage()
        await page.setContent(`<a href="${signedUrl.replaceAll('&', '&amp;')}">Download</a>`)
        const started = page.waitForEvent('download')
        await page.getByRole('link').click()
        const download = await started

        // Chromium itself replaces the quotes in a file name.
        assert.equal(download.suggestedFilename(), filename.replaceAll('"', '_'))
        assert.equal(readFileSync(await download.path(), 'utf8'), 'hello\n')
      })
    }
  })
})
