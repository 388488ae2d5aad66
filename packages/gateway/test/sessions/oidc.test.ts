import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { findFreePort } from '../servers/free-port.ts'
import { type OidcProvider, oidcClient, startOidcProvider } from '../servers/oidc-provider.ts'
import { createSignInClient, goodPassword, inviteTo, type SignInClient, signUp } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** Follows the provider's redirections and keeps its cookies, as a browser does. @returns the URL to which they finally lead back */
async function visit(start: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = new URL(start)
  while (url.origin === issuer) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=')
      cookies.set(name, value.join('='))
    }
    const location = response.headers.get('location')
    assert.ok(location !== null, `${url.pathname} answers ${response.status}: ${await response.text()}`)
    url = new URL(location, url)
  }
  return url
}

describe('signing in at an OpenID Connect provider', () => {
  let provider: OidcProvider
  let gateway: Awaited<ReturnType<typeof startComposedGateway>>
  const dir = makeTempDir()
  before(async () => {
    // The provider has to know where the gateway is, and the gateway where the provider is.
    const port = await findFreePort()
    provider = await startOidcProvider([`http://127.0.0.1:${port}/admin/auth/callback/oidc`])
    const settings = { ISSUER: provider.issuer, CLIENT_ID: oidcClient.id, CLIENT_SECRET: oidcClient.secret }
    const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`SIGNPOST_OIDC_${name}`, value]))
    gateway = await startComposedGateway({ dataDir: dir.path, env, port })
  })
  after(async () => {
    await gateway[Symbol.asyncDispose]()
    await provider[Symbol.asyncDispose]()
    dir[Symbol.dispose]()
  })

  /** Lists the last recorded acts of an administrator, except signing in, each with the subject at the provider. */
  async function listActs(email: string, count: number) {
    const events = await gateway.database.administration.list({ order: 'newest', limit: 50 })
    return events
      .filter(({ act, actor }) => actor.name === email && act !== 'sign_in')
      .slice(0, count)
      .map(({ act, changes }) => [act, changes.find(({ field }) => field === 'subject')?.to])
  }

  /** Signs in, or links, at the provider. @returns where the gateway sends the browser afterwards */
  async function goThrough(browser: SignInClient, route = 'sign-in/oidc', body = {}): Promise<string> {
    const { data, error } = await browser.post(`/admin/auth/${route}`, body)
    assert.equal(error, undefined)
    const back = await visit(data.url, provider.issuer)
    const { status, headers } = await browser.get(`${back.pathname}${back.search}`)
    assert.equal(status, 302)
    return headers.get('location') ?? ''
  }

  test('a person who was invited by address becomes an administrator, once the provider vouches for the address', async () => {
    provider.person = { sub: 'ada', email: 'Ada@example.com', isVerified: true }
    const browser = createSignInClient(gateway.url)
    assert.equal(await goThrough(browser), '/dashboard/sign-in?error=oidc_not_invited')
    await inviteTo(gateway.database, { email: 'ada@example.com', role: 'owner' })
    provider.person = { sub: 'mallory', email: 'ada@example.com', isVerified: false }
    assert.equal(await goThrough(browser), '/dashboard/sign-in?error=oidc_not_invited')
    assert.equal((await browser.get('/admin/auth/session')).data.session, null)

    provider.person = { sub: 'ada', email: 'Ada@example.com', isVerified: true }
    assert.equal(
      await goThrough(browser, 'sign-in/oidc', { returnTo: '/dashboard/tokens?x=1' }),
      '/dashboard/tokens?x=1',
    )
    const filtered = '/dashboard/audit?since=2026-01-31T18:00:00%2B01:00&search=%22a,b%22&x=(y)*!@~'
    assert.equal(await goThrough(browser, 'sign-in/oidc', { returnTo: filtered }), filtered)
    const { session } = (await browser.get('/admin/auth/session')).data
    assert.deepEqual(
      [session.administrator.email, session.administrator.name, session.hasOidc, session.hasPassword],
      ['ada@example.com', 'Person ada', true, false],
    )
    assert.deepEqual(session.confirmBy, ['oidc'])
    assert.equal((await gateway.database.administrators.listInvitations(Date.now())).length, 0)

    const last = provider.requests.at(-1)
    assert.equal(last?.get('code_challenge_method'), 'S256')
    for (const name of ['code_challenge', 'state', 'nonce']) assert.ok((last?.get(name) ?? '').length >= 32, name)
    // Of the provider's answer, only the identity is stored.
    const rows = await gateway.queries.selectFrom('administrator_logins').selectAll().execute()
    assert.deepEqual(
      rows.map(({ provider: by, subject, access_token, refresh_token, id_token }) => [
        by,
        subject,
        access_token,
        refresh_token,
        id_token,
      ]),
      [['oidc', 'ada', null, null, null]],
    )
  })

  test('a known administrator signs in again, even with another address, and can confirm the session at the provider', async () => {
    provider.person = { sub: 'ada', email: 'lovelace@example.com', isVerified: true }
    const browser = createSignInClient(gateway.url)
    assert.equal(await goThrough(browser), '/dashboard')
    const former = (await browser.get('/admin/auth/session')).data.session
    assert.equal(former.administrator.email, 'ada@example.com')

    assert.equal(
      await goThrough(browser, 'confirm/oidc', { returnTo: '/dashboard/administrators' }),
      '/dashboard/administrators',
    )
    assert.equal(provider.requests.at(-1)?.get('prompt'), 'login')
    const { session } = (await browser.get('/admin/auth/session')).data
    assert.notEqual(session.id, former.id)
    const left = await gateway.database.administrators.listSessions(Date.now(), session.administrator.id)
    assert.ok(!left.some(({ id }) => id === former.id), 'the former session has ended')
  })

  test('an administrator with the same address is not taken over: only the administrator, signed in, can link the provider', async () => {
    const browser = createSignInClient(gateway.url)
    await signUp(browser, gateway.database, 'boss@example.com')
    provider.person = { sub: 'boss', email: 'boss@example.com', isVerified: true }
    const stranger = createSignInClient(gateway.url)
    assert.equal(await goThrough(stranger), '/dashboard/sign-in?error=oidc_not_linked')

    assert.equal(await goThrough(browser, 'oidc/link', { returnTo: '/dashboard/security' }), '/dashboard/security')
    assert.equal((await browser.get('/admin/auth/session')).data.session.hasOidc, true)
    assert.equal(await goThrough(stranger), '/dashboard')
    assert.equal((await stranger.get('/admin/auth/session')).data.session.administrator.email, 'boss@example.com')

    provider.person = { sub: 'ada', email: 'ada@example.com', isVerified: true }
    assert.equal(await goThrough(browser, 'oidc/link'), '/dashboard/security?error=oidc_linked_elsewhere')
    assert.equal((await browser.post('/admin/auth/oidc/unlink')).data.session.hasOidc, false)
    assert.deepEqual(await listActs('boss@example.com', 2), [
      ['unlink_oidc', undefined],
      ['link_oidc', 'boss'],
    ])
    provider.person = { sub: 'boss', email: 'boss@example.com', isVerified: true }
    assert.equal(await goThrough(createSignInClient(gateway.url)), '/dashboard/sign-in?error=oidc_not_linked')
  })

  test('the only way to sign in cannot be removed, and a first password is another way', async () => {
    provider.person = { sub: 'ada', email: 'ada@example.com', isVerified: true }
    const browser = createSignInClient(gateway.url)
    await goThrough(browser)
    assert.equal((await browser.post('/admin/auth/oidc/unlink')).error.code, 'not_changeable')
    assert.equal((await browser.post('/admin/auth/totp/begin', { password: 'x' })).error.code, 'not_changeable')
    const chosen = await browser.post('/admin/auth/password/change', { newPassword: goodPassword })
    assert.equal(chosen.data.session.hasPassword, true)
    const signIn = { email: 'ada@example.com', password: goodPassword }
    assert.equal((await createSignInClient(gateway.url).post('/admin/auth/sign-in/password', signIn)).status, 200)
    assert.equal((await browser.post('/admin/auth/oidc/unlink')).status, 200)
  })

  test('a callback that another browser began, or that is made up, is refused; so is a sign-in that the provider denies', async () => {
    provider.person = { sub: 'boss', email: 'boss@example.com', isVerified: true }
    const [victim, attacker] = [createSignInClient(gateway.url), createSignInClient(gateway.url)]
    const { url } = (await attacker.post('/admin/auth/sign-in/oidc')).data
    const back = await visit(url, provider.issuer)
    const failed = '/dashboard/sign-in?error=oidc_failed'
    for (const query of [back.search, '?code=x&state=y', '?error=access_denied&state=y', '']) {
      const { headers } = await victim.get(`/admin/auth/callback/oidc${query}`)
      assert.equal(headers.get('location'), failed, query)
    }
    const cancelled = new URL((await victim.post('/admin/auth/sign-in/oidc')).data.url)
    const state = cancelled.searchParams.get('state')
    const { headers } = await victim.get(`/admin/auth/callback/oidc?error=access_denied&state=${state}`)
    assert.equal(headers.get('location'), '/dashboard/sign-in?error=oidc_refused')
    assert.equal((await victim.get('/admin/auth/session')).data.session, null)
  })

  test('signing in leads to a page of the dashboard, and to no other page', async () => {
    const browser = createSignInClient(gateway.url)
    for (const returnTo of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/dashboard\\@evil.example',
      '/dashboardx',
      '/dashboard/@evil.example:x',
      'javascript:alert(1)',
      '/admin/auth/sign-out',
    ]) {
      const { error } = await browser.post('/admin/auth/sign-in/oidc', { returnTo })
      assert.deepEqual([error?.code, error?.details?.[0]?.parameter], ['invalid_request', 'returnTo'], returnTo)
    }
    for (const field of ['callbackURL', 'redirectTo', 'errorCallbackURL', 'newUserCallbackURL']) {
      const sent = { email: 'a@example.com', password: 'x', [field]: 'https://evil.example' }
      assert.equal((await browser.post('/admin/auth/sign-in/password', sent)).error.code, 'invalid_request')
    }
  })

  test('a provider that is away, names another issuer or is not configured is reported', async () => {
    using elsewhere = makeTempDir()
    for (const issuer of [`${provider.issuer}/`, 'http://127.0.0.1:9']) {
      const env = { SIGNPOST_OIDC_ISSUER: issuer, SIGNPOST_OIDC_CLIENT_ID: 'signpost' }
      await using other = await startComposedGateway({ dataDir: elsewhere.path, env })
      const browser = createSignInClient(other.url)
      assert.deepEqual((await browser.get('/admin/auth/session')).data.signInBy.oidc, { name: '127.0.0.1' })
      assert.equal((await browser.post('/admin/auth/sign-in/oidc')).error.code, 'oidc_unavailable')
      await using without = await startComposedGateway({ dataDir: elsewhere.path })
      const { error } = await createSignInClient(without.url).post('/admin/auth/sign-in/oidc')
      assert.equal(error.code, 'oidc_not_configured')
    }
  })
})
