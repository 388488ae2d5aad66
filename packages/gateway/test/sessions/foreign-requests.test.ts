import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { signUp } from '../servers/sign-in-client.ts'
import { startStand } from './each-engine.ts'

const email = 'owner@example.com'
const cookieName = 'signpost-session'

describe('requests of foreign web pages to the sign-in routes', () => {
  test('need the gateway’s own origin, its own name, and JSON', async () => {
    await using stand = await startStand()
    const owner = stand.browser()
    await signUp(owner, stand.database, email)
    const { url } = stand.gateway
    const send = (headers: Readonly<Record<string, string>>, path = 'sign-out', body = '{}') =>
      sendRaw(`${url}/admin/auth/${path}`, headers, body)
    const json = { 'content-type': 'application/json', cookie: `${cookieName}=${owner.cookies.get(cookieName)}` }
    for (const { headers, code } of [
      { headers: { ...json }, code: 'origin_not_allowed' },
      { headers: { ...json, origin: 'null' }, code: 'origin_not_allowed' },
      { headers: { ...json, origin: 'https://evil.example' }, code: 'origin_not_allowed' },
      { headers: { ...json, origin: url.replace('127.0.0.1', 'localhost') }, code: 'origin_not_allowed' },
      { headers: { ...json, origin: 'http://evil.example', host: 'evil.example' }, code: 'host_not_allowed' },
      { headers: { ...json, origin: url, 'content-type': 'text/plain' }, code: 'unsupported_media_type' },
      {
        headers: { ...json, origin: url, 'content-type': 'application/x-www-form-urlencoded' },
        code: 'unsupported_media_type',
      },
      {
        headers: { ...json, origin: url, 'content-type': 'multipart/form-data; boundary=x' },
        code: 'unsupported_media_type',
      },
    ]) {
      assert.equal((await send(headers)).code, code)
    }
    assert.equal((await owner.get('/admin/auth/session')).data.session.administrator.email, email)
    assert.equal((await send({ ...json, origin: url }, 'sign-out', '{"a":')).code, 'malformed_body')
    assert.equal(
      (await send({ ...json, origin: url }, 'sign-out', JSON.stringify({ x: 'y'.repeat(300_000) }))).code,
      'payload_too_large',
    )
  })

  test('a request target that begins with an origin is read without the origin', async () => {
    await using stand = await startStand()
    const { url } = stand.gateway
    const json = { 'content-type': 'application/json', origin: url }
    const send = (path: string) => sendRaw(url, json, '{"token":"made up"}', `http://evil.example${path}`)
    assert.equal((await send('/admin/auth/invitation/show')).code, 'invitation_not_good')
    assert.equal((await send('/admin/api/create-token')).code, 'sign_in_required')
    await send('/uppy/ct_a-secret/s3/params')
    assert.ok(!stand.gateway.logs().includes('ct_a-secret'))
  })

  test('reach no route that only better-auth has', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    for (const path of [
      'sign-up/email',
      'sign-in/email',
      'update-user',
      'delete-user',
      'list-sessions',
      'two-factor/enable',
      'ok',
      'error',
      'callback/other',
    ]) {
      const { status, error } = await browser.post(`/admin/auth/${path}`, {})
      assert.deepEqual([status, error.code], [404, 'route_not_found'], path)
    }
    assert.equal((await browser.get('/admin/auth/sign-out')).error.code, 'method_not_allowed')
    assert.equal((await browser.get('/admin/auth/sign-in/email')).status, 404)
  })
})

/** Sends what `fetch` cannot send: another Host, no Origin, an origin in the target. */
function sendRaw(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  path = new URL(url).pathname,
): Promise<{ code?: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, path }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text).error ?? {}))
    })
    sent.on('error', reject).end(body)
  })
}
