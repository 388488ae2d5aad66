import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goodPassword, type SignInAnswer, type SignInClient, signUp } from '../servers/sign-in-client.ts'
import { assertLimited } from './assert-limited.ts'
import { describeOnEachEngine } from './each-engine.ts'

const email = 'owner@example.com'
const cookieName = 'signpost-session'

function signIn(browser: SignInClient, password: string, headers: Readonly<Record<string, string>> = {}, who = email) {
  return browser.post('/admin/auth/sign-in/password', { email: who, password }, headers)
}

describeOnEachEngine('attacks on the sign-in', (startStand) => {
  test('password guesses are limited, even from many addresses; the owner’s own browser still gets in', async () => {
    let ahead = 0
    const env = { SIGNPOST_TRUST_PROXY: '127.0.0.1' }
    await using stand = await startStand({ env, clock: () => Date.now() + ahead })
    const owner = stand.browser()
    await signUp(owner, stand.database, email)
    await owner.post('/admin/auth/sign-out')
    const guess = async (n: number, who = email) =>
      (await signIn(stand.browser(), 'wrong', { 'x-forwarded-for': `192.0.2.${n}` }, who)).error.code
    const codes = await Promise.all(Array.from({ length: 13 }, (_, n) => guess(n)))
    assertLimited(codes, { checked: 'credentials_not_good', limited: 'too_many_attempts', most: 10 })

    const elsewhere = await signIn(stand.browser(), goodPassword)
    assert.equal(elsewhere.status, 429)
    const seconds = Number(elsewhere.headers.get('retry-after'))
    assert.ok(seconds > 0 && seconds <= 900, String(seconds))
    assert.equal((await signIn(owner, goodPassword)).status, 200, 'the browser is known')
    const unknown = await Promise.all(Array.from({ length: 11 }, (_, n) => guess(n, 'nobody@example.com')))
    assert.ok(unknown.includes('too_many_attempts'), 'the limit does not reveal which administrators exist')
    ahead = 900_000
    assert.equal((await signIn(stand.browser(), goodPassword)).status, 200)
  })

  test('the attempts of one client address are limited, whichever account they are for, and no header changes the address', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    const attempt = (n: number): Promise<SignInAnswer> =>
      browser.post(
        '/admin/auth/invitation/show',
        { token: `made up ${n}` },
        { 'x-forwarded-for': `192.0.2.${n}`, 'x-signpost-client-address': `192.0.2.${n}` },
      )
    const answers = await Promise.all(Array.from({ length: 52 }, (_, n) => attempt(n)))
    const statuses = answers.map(({ status }) => status)
    assertLimited(statuses, { checked: 404, limited: 429, most: 50 })
    assert.equal((await signIn(browser, 'x', {}, 'a@example.com')).status, 429)
  })

  test('the questions of a stranger are limited for each address, and use up no attempts', async () => {
    let ahead = 0
    const env = { SIGNPOST_TRUST_PROXY: '127.0.0.1' }
    await using stand = await startStand({ env, clock: () => Date.now() + ahead })
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const grade = (address: string) =>
      stand.browser().post('/admin/auth/password/check', { password: 'a' }, from(address))
    const begin = (address: string) => stand.browser().post('/admin/auth/sign-in/passkey/begin', {}, from(address))
    const count = async (most: number, ask: (address: string) => Promise<SignInAnswer>) => {
      const codes = (await Promise.all(Array.from({ length: most + 3 }, () => ask('192.0.2.1')))).map(
        ({ status }) => status,
      )
      assertLimited(codes, { checked: 200, limited: 429, most })
      assert.equal((await ask('192.0.2.2')).status, 200)
    }
    await count(60, grade)
    await count(200, begin)
    const refused = await grade('192.0.2.1')
    assert.deepEqual(
      [refused.error.code, Number(refused.headers.get('retry-after')) <= 60],
      ['too_many_attempts', true],
    )
    const guess = await signIn(stand.browser(), 'wrong', from('192.0.2.1'))
    assert.equal(guess.error.code, 'credentials_not_good')
    ahead = 60_000
    assert.equal((await grade('192.0.2.1')).status, 200)
    assert.equal((await begin('192.0.2.1')).status, 429)
    ahead = 600_000
    assert.equal((await begin('192.0.2.1')).status, 200)
  })

  test('a planted session is not the one that is signed in; signing in again ends the former session', async () => {
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
    assert.equal((await attacker.get('/admin/auth/session')).data.session, null, 'the planted session has ended')

    const before = owner.cookies.get(cookieName) ?? ''
    await signIn(owner, goodPassword)
    const stolen = await stand.browser().get('/admin/api/list-accounts', { cookie: `${cookieName}=${before}` })
    assert.equal(stolen.status, 401)

    const invited = stand.browser()
    invited.cookies.set(cookieName, owner.cookies.get(cookieName) ?? '')
    await signUp(invited, stand.database, 'invited@example.com')
    assert.equal((await owner.get('/admin/auth/session')).data.session, null, 'accepting an invitation also ends it')
  })

  test('a copied cookie stops working at the sign-out, and a changed cookie never works', async () => {
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
      assert.equal((await ask(encodeURIComponent(made))).status, 401, 'the token in the database does not sign in')
    }
    await owner.post('/admin/auth/sign-out')
    assert.equal((await ask(copied)).status, 401)
  })

  test('a role that was taken away no longer applies; a removed administrator is signed out', async () => {
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

  test('sessions are listed and ended, and only an owner ends the sessions of others', async () => {
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
