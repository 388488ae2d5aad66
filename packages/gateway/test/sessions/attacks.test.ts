import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, test } from 'node:test'
import { goodPassword, type SignInAnswer, type SignInClient, signUp } from '../servers/sign-in-client.ts'
import { describeOnEachEngine, startStand } from './each-engine.ts'

const email = 'owner@example.com'
const cookieName = 'signpost-session'

function signIn(browser: SignInClient, password: string, headers: Readonly<Record<string, string>> = {}, who = email) {
  return browser.post('/admin/auth/sign-in/password', { email: who, password }, headers)
}

describeOnEachEngine('attacks on the sign-in', (startStand) => {
  test('guessing a password comes to an end, also from many addresses; the owner’s own browser still gets in', async () => {
    let ahead = 0
    const env = { SIGNPOST_TRUST_PROXY: '127.0.0.1' }
    await using stand = await startStand({ env, clock: () => Date.now() + ahead })
    const owner = stand.browser()
    await signUp(owner, stand.database, email)
    await owner.post('/admin/auth/sign-out')
    const guess = async (n: number, who = email) =>
      (await signIn(stand.browser(), 'wrong', { 'x-forwarded-for': `192.0.2.${n}` }, who)).error.code
    const codes = await Promise.all(Array.from({ length: 13 }, (_, n) => guess(n)))
    assert.equal(codes.filter((code) => code === 'credentials_not_good').length, 10)
    assert.equal(codes.filter((code) => code === 'too_many_attempts').length, 3)

    const elsewhere = await signIn(stand.browser(), goodPassword)
    assert.equal(elsewhere.status, 429)
    const seconds = Number(elsewhere.headers.get('retry-after'))
    assert.ok(seconds > 0 && seconds <= 900, String(seconds))
    assert.equal((await signIn(owner, goodPassword)).status, 200, 'the browser is known')
    const unknown = await Promise.all(Array.from({ length: 11 }, (_, n) => guess(n, 'nobody@example.com')))
    assert.ok(unknown.includes('too_many_attempts'), 'the limit does not tell who there is')
    ahead = 900_000
    assert.equal((await signIn(stand.browser(), goodPassword)).status, 200)
  })

  test('one address has so many attempts, whomever they are for, and no header makes it another one', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    const attempt = (n: number): Promise<SignInAnswer> =>
      browser.post(
        '/admin/auth/invitation/show',
        { token: `made up ${n}` },
        { 'x-forwarded-for': `192.0.2.${n}`, 'x-signpost-client-address': `192.0.2.${n}` },
      )
    const answers = await Promise.all(Array.from({ length: 52 }, (_, n) => attempt(n)))
    assert.equal(answers.filter(({ status }) => status === 404).length, 50)
    assert.equal(answers.filter(({ status }) => status === 429).length, 2)
    assert.equal((await signIn(browser, 'x', {}, 'a@example.com')).status, 429)
  })

  test('a session that somebody planted is not the one that is signed in; signing in anew ends the former', async () => {
    await using stand = await startStand()
    const [owner, attacker] = [stand.browser(), stand.browser()]
    await signUp(owner, stand.database, email)
    await signUp(attacker, stand.database, 'attacker@example.com')
    const planted = attacker.cookies.get(cookieName) ?? ''
    const victim = stand.browser()
    victim.cookies.set(cookieName, planted)
    await signIn(victim, goodPassword)
    assert.notEqual(victim.cookies.get(cookieName), planted)
    assert.equal((await victim.get('/admin/auth/session')).data.session.administrator.email, email)
    assert.equal((await attacker.get('/admin/auth/session')).data.session, null, 'the planted one has ended')

    const before = owner.cookies.get(cookieName) ?? ''
    await signIn(owner, goodPassword)
    const stolen = await stand.browser().get('/admin/api/list-accounts', { cookie: `${cookieName}=${before}` })
    assert.equal(stolen.status, 401)

    const invited = stand.browser()
    invited.cookies.set(cookieName, owner.cookies.get(cookieName) ?? '')
    await signUp(invited, stand.database, 'invited@example.com')
    assert.equal((await owner.get('/admin/auth/session')).data.session, null, 'accepting an invitation ends it, too')
  })

  test('a cookie that was copied is worth nothing after the sign-out, nor is one that was changed', async () => {
    await using stand = await startStand()
    const owner = stand.browser()
    await signUp(owner, stand.database, email)
    const copied = owner.cookies.get(cookieName) ?? ''
    const ask = (cookie: string) =>
      stand.browser().get('/admin/api/list-accounts', { cookie: `${cookieName}=${cookie}` })
    assert.equal((await ask(copied)).status, 200)
    const [token = '', signature = ''] = decodeURIComponent(copied).split('.')
    const [{ token: stored } = { token: '' }] = await stand.gateway.queries
      .selectFrom('administrator_sessions')
      .select('token')
      .execute()
    assert.equal(stored, token)
    const changed = signature.replace(/.=$/, (end) => (end === 'A=' ? 'Q=' : 'A='))
    for (const made of [token, `${token}.`, `${token}.${changed}`, `${token}x.${signature}`]) {
      assert.equal((await ask(encodeURIComponent(made))).status, 401, 'who reads the database is not signed in')
    }
    await owner.post('/admin/auth/sign-out')
    assert.equal((await ask(copied)).status, 401)
  })

  test('a role that was taken holds no longer; who was removed is signed out', async () => {
    await using stand = await startStand()
    const [owner, other] = [stand.browser(), stand.browser()]
    await signUp(owner, stand.database, email)
    await signUp(other, stand.database, 'other@example.com')
    const change = { administrator: 'other@example.com', role: 'auditor' }
    assert.equal((await other.get('/admin/api/list-administrators')).status, 200)
    assert.equal((await owner.post('/admin/api/set-administrator', change)).status, 200)
    assert.equal((await other.get('/admin/api/list-administrators')).error.code, 'role_not_sufficient')
    assert.equal((await other.get('/admin/api/list-tokens')).status, 200)
    await owner.post('/admin/api/remove-administrator', { administrator: 'other@example.com' })
    assert.equal((await other.get('/admin/api/list-tokens')).error.code, 'sign_in_required')
  })

  test('sessions are listed and ended, and nobody ends another one’s but an owner', async () => {
    await using stand = await startStand()
    const [owner, phone, auditor] = [stand.browser(), stand.browser(), stand.browser()]
    await signUp(owner, stand.database, email)
    await signIn(phone, goodPassword, { 'user-agent': 'A phone' })
    const { id: accountId } = await stand.database.accounts.ensure({ id: 'acc_x', name: 'default', createdAt: 1 })
    await signUp(auditor, stand.database, 'auditor@example.com', { role: 'auditor', accountId })
    const { sessions } = (await owner.get('/admin/api/list-sessions')).data
    assert.deepEqual(
      sessions.map(({ userAgent, clientAddress, isCurrent }: Record<string, unknown>) => [
        userAgent,
        clientAddress,
        isCurrent,
      ]),
      [
        ['A phone', '127.0.0.1', false],
        ['node', '127.0.0.1', true],
      ],
    )
    const [{ id }] = sessions
    assert.equal((await auditor.post('/admin/api/end-session', { id })).error.code, 'session_not_found')
    assert.equal((await owner.post('/admin/api/end-session', { id })).data.email, email)
    assert.equal((await phone.get('/admin/auth/session')).data.session, null)
    const [own] = (await auditor.get('/admin/api/list-sessions')).data.sessions
    assert.equal((await owner.post('/admin/api/end-session', { id: own.id })).status, 200)
    assert.equal((await auditor.get('/admin/api/list-sessions')).status, 401)
  })
})

describe('requests of foreign pages to the sign-in', () => {
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

  test('reach no route of better-auth that is not ours', async () => {
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

/** What `fetch` would not send: another Host, no Origin. */
function sendRaw(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ code?: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text).error ?? {}))
    })
    sent.on('error', reject).end(body)
  })
}
