import assert from 'node:assert/strict'
import { test } from 'node:test'
import { echoParts } from '../../test/samples/echo-parts.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { operations } from '../operations/registry.ts'

const app = createSampleApp({
  operations: [...operations, echoParts],
  documents: [{ path: '/awss3/openapi', contentType: 'application/json', body: '{}' }],
  corsOrigins: ['https://app.example.com'],
})

for (const [typed, meant] of [
  ['/awss3/signed-urll', '/awss3/signed-url'],
  ['/awss3/signed_url/for_upload', '/awss3/signed-url/for-upload'],
  ['/AWSS3/Signed-URL', '/awss3/signed-url'],
  ['/awss3/signed-url/', '/awss3/signed-url'],
  ['/signed-url/for-fetch', '/awss3/signed-url/for-fetch'],
  ['/openapi', '/awss3/openapi'],
  ['/awss3/echo/a-rather-long-upload-id/part', '/awss3/echo/{upload_id}/parts'],
  ['/readyz/', '/readyz'],
] as const) {
  test(`an unknown path names the nearest real one: ${typed}`, async () => {
    const response = await app.inject({ url: `${typed}?api_token=at_secret` })

    assert.equal(response.statusCode, 404)
    const { error } = response.json() as { error: { code: string; message: string } }
    assert.equal(error.code, 'route_not_found')
    assert.equal(error.message, `There is nothing at this path; did you mean ${meant}?`)
  })
}

for (const typed of ['/wp-login.php', '/docs/assets/scalar.js', '/a', '/%E2%82%AC', `/${'x'.repeat(3000)}`]) {
  test(`the answer does not repeat a path that is similar to none: ${typed.slice(0, 30)}`, async () => {
    const { error } = (await app.inject({ url: typed })).json() as { error: { message: string } }

    assert.equal(error.message, 'There is nothing at this path.')
  })
}

for (const [method, url, allow] of [
  ['POST', '/awss3/signed-url', 'GET'],
  ['DELETE', '/awss3/echo/abc/parts', 'GET'],
  ['POST', '/awss3/echo/a%2Fb/parts', 'GET'],
  ['PUT', '/awss3/echo/upload_id/parts', 'GET'],
  ['POST', '/awss3/openapi', 'GET, HEAD'],
  ['OPTIONS', '/awss3/signed-url', 'GET'],
  ['HEAD', '/awss3/signed-url', 'GET'],
] as const) {
  test(`the answer to an unsupported method lists the methods of the path: ${method} ${url}`, async () => {
    const response = await app.inject({ method, url })

    assert.equal(response.statusCode, 405)
    assert.equal(response.headers.allow, allow)
  })
}
