import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres-server.ts'
import { createSignInClient, goodPassword, inviteTo, signUp } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { assertLimited } from './assert-limited.ts'

const strict = 'Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Strict'

describe('the cookie of a session', () => {
  test('on plain HTTP, it belongs to the gateway alone, and no script sees it', async () => {
    using dir = makeTempDir()
    await using gateway = await startComposedGateway({ dataDir: dir.path })
    const { headers } = await signUp(createSignInClient(gateway.url), gateway.database, 'a@example.com')
    const [cookie = ''] = headers.getSetCookie()
    assert.match(cookie, /^signpost-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/)
  })

  test('behind a proxy that speaks HTTPS, it is a __Host- cookie, and no other cookie counts', async () => {
    using dir = makeTempDir()
    const env = { SIGNPOST_PUBLIC_URL: 'https://gate.example.com' }
    await using gateway = await startComposedGateway({ dataDir: dir.path, env })
    const token = await inviteTo(gateway.database)
    // The origin is the public URL, although the proxy sends the request to another host.
    const origin = { origin: 'https://gate.example.com' }
    const browser = createSignInClient(gateway.url)
    const accepted = await browser.post(
      '/admin/auth/invitation/accept',
      { token, email: 'a@example.com', name: 'A', password: goodPassword },
      origin,
    )
    assert.equal(accepted.status, 200)
    const cookies = accepted.headers.getSetCookie()
    const session = cookies.find((cookie) => cookie.startsWith('__Host-signpost-session=')) ?? ''
    assert.ok(sameAttributes(session, strict), session)
    for (const cookie of cookies) assert.match(cookie, /^__Host-[^;]+; .*Path=\/.*Secure/)
    assert.equal((await browser.get('/admin/api/list-accounts')).status, 200)

    const value = browser.cookies.get('__Host-signpost-session')
    const planted = await browser.get('/admin/api/list-accounts', { cookie: `signpost-session=${value}` })
    assert.equal(planted.status, 401)
    assert.equal((await browser.post('/admin/auth/sign-out', {}, origin)).status, 200)
    assert.ok(!browser.cookies.has('__Host-signpost-session'))
  })
})

describe('the cookie of a known browser', () => {
  test('counts on nodes that have a new key as well, before and after they are restarted one by one', async () => {
    using dir = makeTempDir()
    const [oldKey, newKey] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString('hex')) as [string, string]
    const before = { SIGNPOST_MASTER_KEY: oldKey }
    const after = { SIGNPOST_MASTER_KEY: newKey, SIGNPOST_PREVIOUS_MASTER_KEYS: oldKey }
    await using one = await startComposedGateway({ dataDir: dir.path, env: before })
    await using two = await startComposedGateway({ dataDir: dir.path, env: after })
    const signIn = ({ url }: { url: string }, password: string, cookies = new Map<string, string>()) => {
      const client = createSignInClient(url)
      for (const [name, value] of cookies) client.cookies.set(name, value)
      return client.post('/admin/auth/sign-in/password', { email: 'a@example.com', password })
    }
    const [atOne, atTwo] = [createSignInClient(one.url), createSignInClient(two.url)]
    await signUp(atOne, one.database, 'a@example.com')
    await atTwo.post('/admin/auth/sign-in/password', { email: 'a@example.com', password: goodPassword })
    for (let times = 0; times < 11; times++) await signIn(two, 'a wrong password')

    assert.equal((await signIn(two, goodPassword)).status, 429)
    for (const [node, { cookies }] of [
      [two, atOne],
      [one, atTwo],
    ] as const) {
      const known = new Map([...cookies].filter(([name]) => name.endsWith('device')))
      assert.equal(known.size, 1)
      assert.equal((await signIn(node, goodPassword, known)).status, 200)
    }
  })
})

function sameAttributes(cookie: string, attributes: string): boolean {
  const [, ...given] = cookie.split('; ')
  return given.toSorted().join() === attributes.split('; ').toSorted().join()
}

describe('two nodes', () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server[Symbol.asyncDispose]())

  test('share sessions, invitations and counts of attempts', async () => {
    using dir = makeTempDir()
    const env = {
      SIGNPOST_DATABASE_URL: await server.createDatabase(),
      SIGNPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('hex'),
    }
    await using one = await startComposedGateway({ dataDir: join(dir.path, 'one'), env })
    await using two = await startComposedGateway({ dataDir: join(dir.path, 'two'), env })
    const [atOne, atTwo] = [createSignInClient(one.url), createSignInClient(two.url)]
    const token = await inviteTo(one.database)
    const accept = (client: typeof atOne, email: string) =>
      client.post('/admin/auth/invitation/accept', { token, email, name: 'N', password: goodPassword })
    const both = await Promise.all([accept(atOne, 'a@example.com'), accept(atTwo, 'b@example.com')])
    assert.deepEqual(
      both.map(({ status }) => status).toSorted(),
      [200, 404],
      'of two nodes that get one link at once, one accepts it',
    )

    const [signedIn, other] = both[0]?.status === 200 ? [atOne, atTwo] : [atTwo, atOne]
    for (const [name, value] of signedIn.cookies) other.cookies.set(name, value)
    assert.equal((await other.get('/admin/api/list-accounts')).status, 200)
    await other.post('/admin/auth/sign-out')
    assert.equal(
      (await signedIn.get('/admin/api/list-accounts')).status,
      401,
      'the session has ended on both nodes at once',
    )

    const guess = (client: typeof atOne) =>
      client.post('/admin/auth/sign-in/password', { email: 'c@example.com', password: 'wrong' })
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, n) => guess(n % 2 === 0 ? atOne : atTwo)))
    const statuses = guesses.map(({ status }) => status)
    assertLimited(statuses, { checked: 401, limited: 429, most: 10 })
  })
})
