import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const app = createSampleApp()

test('the root path redirects to the reference', async () => {
  const { statusCode, headers } = await app.inject({ url: '/' })

  assert.deepEqual([statusCode, headers.location], [302, '/docs'])
})

test('every script of the page comes from the gateway and never changes under its name', async () => {
  const page = (await app.inject({ url: '/docs' })).body
  const scripts = Array.from(page.matchAll(/<script src="([^"]+)">/g), (match) => match[1] ?? '')

  assert.equal(scripts.length, 2)
  for (const url of scripts) {
    assert.match(url, /^\/docs\/assets\/[\w.-]+\.js$/)
    const { statusCode, headers } = await app.inject({ url })
    assert.equal(statusCode, 200)
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
  }
})

test('the large script is compressed for clients that accept it, and has the same content for others', async () => {
  const url = /\/docs\/assets\/scalar-[^"]+/.exec((await app.inject({ url: '/docs' })).body)?.[0] ?? ''

  const compressed = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
  const plain = await app.inject({ url })

  assert.equal(compressed.headers['content-encoding'], 'gzip')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.ok(compressed.rawPayload.length < plain.rawPayload.length / 3)
  assert.ok(gunzipSync(compressed.rawPayload).equals(plain.rawPayload))
  for (const { headers } of [compressed, plain]) assert.equal(headers.vary, 'accept-encoding, origin')
})
