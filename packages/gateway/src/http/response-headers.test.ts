import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const paths = ['/awss3/signed-url?bucket=my-bucket&key_name=a.txt', '/awss3/signed-url', '/nothing', '/%zz', '/healthz']

test('JSON stays out of caches, frames and other origins, and browsers do not sniff another type', async () => {
  const app = createSampleApp()

  for (const url of paths) {
    const { headers } = await app.inject({ url })

    assert.equal(headers['cache-control'], 'no-store', url)
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", url)
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', url)
    assert.equal(headers['referrer-policy'], 'no-referrer', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['strict-transport-security'], undefined, url)
  }
})

test('a gateway that is reached over HTTPS tells browsers to keep using HTTPS', async () => {
  const app = createSampleApp({ publicUrl: 'https://sign.example.com' })

  for (const url of [...paths, '/docs', '/docs/errors']) {
    assert.equal((await app.inject({ url })).headers['strict-transport-security'], 'max-age=31536000', url)
  }
})

for (const url of ['/docs', '/docs/errors']) {
  test(`the page ${url} may run only the gateway’s scripts, and may not be framed`, async () => {
    const { headers } = await createSampleApp().inject({ url })

    const policy = String(headers['content-security-policy'])
    assert.match(policy, /^default-src 'none'; .*base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/)
    assert.doesNotMatch(policy, /https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/)
    assert.match(String(headers['content-type']), /^text\/html/)
  })
}
