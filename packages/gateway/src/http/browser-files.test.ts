import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { type BrowserFile, writeBrowserFiles } from '../../../../scripts/browser-files.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const app = createSampleApp({ corsOrigins: ['https://app.example.com'] })
let files: readonly BrowserFile[]

before(async () => {
  files = await writeBrowserFiles()
})

for (const path of ['/client.js', '/element.js']) {
  describe(path, () => {
    const find = () => files.find((file) => file.path === path) ?? assert.fail()

    test('is the built file, for web pages of every origin, cached for five minutes', async () => {
      const { statusCode, headers, body } = await app.inject({ url: path, headers: { origin: 'https://other.test' } })

      assert.equal(statusCode, 200)
      assert.equal(body, find().code)
      assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
      assert.equal(headers['cache-control'], 'public, max-age=300')
      assert.equal(headers['access-control-allow-origin'], '*')
      assert.equal(headers['access-control-allow-credentials'], undefined)
      assert.equal(headers['cross-origin-resource-policy'], 'cross-origin')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers.vary, 'accept-encoding')
      assert.match(String(headers.etag), /^"[\w-]{27}"$/)
    })

    test('is compressed, and not sent again to clients that have it', async () => {
      const accept = { 'accept-encoding': 'gzip, br' }
      const compressed = await app.inject({ url: path, headers: accept })
      const again = { ...accept, 'if-none-match': String(compressed.headers.etag) }
      const { statusCode, headers } = await app.inject({ url: path, headers: again })

      assert.equal(gunzipSync(compressed.rawPayload).toString(), find().code)
      assert.deepEqual([statusCode, headers['access-control-allow-origin']], [304, '*'])
    })

    test('is immutable under its own version; a request for another version gets this one, cached only for a while', async () => {
      const { version, integrity, code } = find()
      const own = await app.inject({ url: `${path}?v=${version}` })
      const others = ['0123456789abcdef', '', `${version}0`].map((other) => app.inject({ url: `${path}?v=${other}` }))

      assert.equal(own.headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal(`sha384-${hash('sha384', own.rawPayload, 'base64')}`, integrity)
      for (const { headers, body } of await Promise.all(others)) {
        assert.deepEqual([headers['cache-control'], body], ['public, max-age=300', code])
      }
    })
  })
}
