import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { createSignInClient, signUp } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

test('a token made over HTTP works, its request is found in the log, and every record names who made it', async () => {
  using dir = makeTempDir()
  await using gateway = await startComposedGateway({ dataDir: dir.path })
  const browser = createSignInClient(gateway.url)
  await signUp(browser, gateway.database, 'ada@example.com')

  const made = await browser.post('/admin/api/create-token', { name: 'app', allow: ['upload:my-bucket/*'] })
  assert.equal(made.status, 200)
  const { id, token } = made.data as { id: string; token: string }
  const used = await fetch(`${gateway.url}/awss3/whoami`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(used.status, 200)
  const requestId = used.headers.get('x-request-id') ?? ''

  for (const filter of [`requestId=${requestId}`, `search=${requestId}`, 'search=127.0.0.1', `search=${id}`]) {
    const { events } = (await browser.get(`/admin/api/list-audit-events?${filter}`)).data as { events: Event[] }
    assert.deepEqual(
      events.map((event) => [event.requestId, event.tokenId]),
      [[requestId, id]],
      filter,
    )
  }
  const { events } = (await browser.get('/admin/api/list-administration-events?limit=1')).data as { events: Change[] }
  assert.deepEqual(
    events.map(({ act, via, actor, targetId }) => [act, via, actor, targetId]),
    [['create_token', 'dashboard', 'ada@example.com', id]],
  )
  await browser.post('/admin/auth/sign-out')
  assert.equal((await browser.get('/admin/api/list-tokens')).status, 401)
})

interface Event {
  readonly requestId: string
  readonly tokenId: string
}

interface Change {
  readonly act: string
  readonly via: string
  readonly actor: string
  readonly targetId: string
}

test('with SIGNPOST_DASHBOARD=off there is no administration over HTTP', async () => {
  using dir = makeTempDir()
  await using gateway = await startComposedGateway({ dataDir: dir.path, env: { SIGNPOST_DASHBOARD: 'off' } })

  for (const path of ['/admin/api/list-tokens', '/admin/api/openapi', '/admin/auth/session', '/dashboard']) {
    assert.equal((await fetch(`${gateway.url}${path}`)).status, 404, path)
  }
})
