import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type DashboardFile, writeDashboard } from '../../../../scripts/dashboard-files.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { AppError } from '../core/app-error.ts'

const asked: unknown[] = []
const app = createSampleApp({
  dashboard: {
    async listStoreOrigins(cookie, account) {
      asked.push([cookie, account])
      return cookie === 'known' ? ['https://s3.example.com', 'https://*.s3.example.com'] : []
    },
  },
})
let files: readonly DashboardFile[]

before(async () => {
  files = await writeDashboard()
})

describe('the page', () => {
  for (const url of ['/dashboard', '/dashboard/', '/dashboard/tokens/tok_1', '/dashboard/a%2Fb?account=acc_1']) {
    test(`is at ${url}, and is never cached`, async () => {
      const { statusCode, headers, body } = await app.inject({ url })

      assert.deepEqual([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'])
      assert.equal(headers['cache-control'], 'no-store')
      assert.match(body, /<div id="root"><\/div>/)
      assert.doesNotMatch(body, /STYLE_NONCE|STORE_ORIGINS/)
    })
  }

  test('allows only scripts from files of the gateway, and style elements with a nonce that is unique to the response', async () => {
    const [first, second] = await Promise.all([app.inject('/dashboard'), app.inject('/dashboard')])
    const policy = String(first.headers['content-security-policy'])
    const nonce = /'nonce-([\w-]{24})'/.exec(policy)?.[1] ?? assert.fail(policy)

    assert.deepEqual(policy.replace(nonce, 'N').split('; '), [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-N'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    assert.ok(first.body.includes(`nonce="${nonce}"`))
    assert.ok(!second.body.includes(nonce))
    assert.doesNotMatch(first.body, /<style|<script(?![^>]* src="\/dashboard\/assets\/)|\sstyle=|\son\w+=|https?:\/\//)
  })

  test('that cannot be shown is a page with a plain sentence, and JSON for other clients', async () => {
    const message = 'The master key here is <not> that of the installation.'
    const listStoreOrigins = () => Promise.reject(new AppError('master_key_mismatch', { message }))
    const broken = createSampleApp({ dashboard: { listStoreOrigins } })

    const page = await broken.inject({ url: '/dashboard/tokens', headers: { accept: 'text/html,*/*;q=0.8' } })
    const json = await broken.inject('/dashboard/tokens')

    assert.deepEqual([page.statusCode, page.headers['content-type']], [409, 'text/html; charset=utf-8'])
    assert.match(
      page.body,
      /<p>The master key here is &lt;not&gt; that of the installation\.<\/p>\n<p>Give the command/,
    )
    assert.ok(page.body.includes(String(page.headers['x-request-id'])))
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'/)
    assert.equal(json.json().error.message, message)
  })

  test('has the headers that keep other sites out', async () => {
    const { headers } = await app.inject('/dashboard')

    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.match(String(headers['permissions-policy']), /^camera=\(\), .*publickey-credentials-get=\(self\)/)
  })

  test('names the stores of the chosen account only to an administrator who is signed in', async () => {
    const known = await app.inject({ url: '/dashboard/try?account=acc_2', headers: { cookie: 'known' } })
    const stranger = await app.inject('/dashboard/try')

    assert.match(
      String(known.headers['content-security-policy']),
      /connect-src 'self' https:\/\/s3\.example\.com https:\/\/\*\.s3\.example\.com;/,
    )
    assert.match(
      known.body,
      /<meta name="store-origins" content="https:\/\/s3\.example\.com https:\/\/\*\.s3\.example\.com">/,
    )
    assert.match(stranger.body, /<meta name="store-origins" content="">/)
    assert.deepEqual(asked.slice(-2), [
      ['known', 'acc_2'],
      [undefined, undefined],
    ])
  })

  test('HEAD answers like GET, without the body', async () => {
    const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/dashboard' })

    assert.deepEqual([statusCode, body], [200, ''])
    assert.match(String(headers['content-security-policy']), /script-src 'self'/)
  })
})

describe('its files', () => {
  const findScript = () => files.find(({ path }) => /^assets\/index-.*\.js$/.test(path)) ?? assert.fail()
  const ask = (headers: Record<string, string>) => app.inject({ url: `/dashboard/${findScript().path}`, headers })

  for (const [accepted, coding, decode] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, identity', undefined, (bytes: Buffer) => bytes],
  ] as const) {
    test(`are immutable, and are sent ${coding === undefined ? 'uncompressed' : `as ${coding}`} to ${accepted}`, async () => {
      const { statusCode, headers, rawPayload } = await ask({ 'accept-encoding': accepted })

      assert.equal(statusCode, 200)
      assert.equal(headers['content-encoding'], coding)
      assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal(headers.vary, 'accept-encoding')
      assert.ok(decode(rawPayload).equals(findScript().bytes))
    })
  }

  test('are not sent again to clients that have them', async () => {
    const { headers } = await ask({ 'accept-encoding': 'br' })
    const again = await ask({ 'accept-encoding': 'br', 'if-none-match': String(headers.etag) })

    assert.deepEqual([again.statusCode, again.body], [304, ''])
  })

  for (const name of ['nothing.js', '..%2Findex.html', '%2e%2e%2fpackage.json', 'index.html', 'a.js.br']) {
    test(`there is no ${name}`, async () => {
      const { statusCode, body } = await app.inject(`/dashboard/assets/${name}`)

      assert.deepEqual([statusCode, JSON.parse(body).error.code], [404, 'route_not_found'])
    })
  }
})

describe('the start of the site', () => {
  const open = (accept: string, other = app) => other.inject({ url: '/', headers: { accept } })

  test('redirects browsers to the dashboard, and other clients to the reference', async () => {
    const browser = await open('text/html,application/xhtml+xml,*/*;q=0.8')
    const curl = await open('*/*')

    assert.deepEqual(
      [browser.statusCode, browser.headers.location, browser.headers.vary],
      [302, '/dashboard', 'accept'],
    )
    assert.deepEqual([curl.statusCode, curl.headers.location], [302, '/docs'])
  })

  test('a gateway without the dashboard serves no part of it', async () => {
    const other = createSampleApp()

    assert.equal((await open('text/html', other)).headers.location, '/docs')
    for (const url of ['/dashboard', '/dashboard/tokens', `/dashboard/${files.at(0)?.path}`]) {
      assert.equal((await other.inject(url)).statusCode, 404, url)
    }
  })
})
