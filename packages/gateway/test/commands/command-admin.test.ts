import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway, startHumanGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { createSignInClient, goodPassword } from '../servers/sign-in-client.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface Link {
  readonly link: string
}

function tokenOf(link: string): string {
  return link.split('#')[1] ?? ''
}

test('the link printed at the first start makes the owner; the admin commands invite, list, change, reset and remove administrators, and end sessions', async () => {
  using dir = makeTempDir()
  const run = (...args: string[]) => runSignpost(['admin', ...args], { dataDir: dir.path })
  const read = <Value>(...args: string[]) => readSignpost<Value>(['admin', ...args], { dataDir: dir.path })
  {
    await using first = await startHumanGateway({ dataDir: dir.path })
    assert.match(first.stdout(), /^Open the dashboard: http:\/\/127\.0\.0\.1:\d+\/dashboard\/invitation#[\w-]{43}$/m)
  }
  await using gateway = await startGateway({ dataDir: dir.path })
  const { url, dashboard = '' } = gateway.report
  const browser = createSignInClient(url)
  const accept = (client: typeof browser, link: string, email: string) =>
    client.post('/admin/auth/invitation/accept', { token: tokenOf(link), email, name: email, password: goodPassword })

  assert.equal((await accept(browser, dashboard, 'owner@example.com')).data.session.administrator.role, 'owner')
  assert.ok(!gateway.logs().includes(tokenOf(dashboard)))

  const invited = await read<Link>('invite', '--role', 'operator', '--email', 'ada@example.com')
  const other = createSignInClient(url)
  assert.equal((await accept(other, invited.link, 'ada@example.com')).data.session.administrator.role, 'operator')
  assert.equal((await other.get('/admin/api/list-tokens')).status, 200)
  assert.match(
    (await run('list')).stdout,
    /owner@example\.com +owner[\s\S]*ada@example\.com +operator +default +password/,
  )

  await run('set', 'ada@example.com', '--role', 'owner')
  assert.equal((await other.get('/admin/api/list-accounts')).status, 200, 'the new role takes effect at once')
  assert.match((await run('sessions', 'ada@example.com')).stdout, /ses_\w+ +ada@example\.com +127\.0\.0\.1/)

  const { link } = await read<Link>('reset', 'ada@example.com', '--yes')
  assert.equal((await other.get('/admin/api/list-tokens')).error.code, 'sign_in_required')
  const signIn = { email: 'ada@example.com', password: goodPassword }
  assert.equal((await other.post('/admin/auth/sign-in/password', signIn)).error.code, 'credentials_not_good')
  const shown = await other.post('/admin/auth/invitation/show', { token: tokenOf(link) })
  assert.deepEqual([shown.data.kind, shown.data.email], ['reset', 'ada@example.com'])
  const reset = await other.post('/admin/auth/invitation/accept', { token: tokenOf(link), password: goodPassword })
  assert.equal(reset.data.session.administrator.email, 'ada@example.com')

  const { id } = reset.data.session
  assert.match((await run('end-session', id)).stdout, /^Ended the session ses_/)
  assert.equal((await other.get('/admin/api/list-tokens')).status, 401)
  assert.match((await run('remove', 'ada@example.com', '--yes')).stdout, /^Removed the administrator ada@example\.com/)
  const last = await run('remove', 'owner@example.com', '--yes')
  assert.equal(last.code, 1)
  assert.match(last.stderr, /last owner/)
})

test('without the dashboard, the gateway reports no link and has no sign-in; admin invite says why', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_DASHBOARD: 'off' }
  await using gateway = await startGateway({ dataDir: dir.path, env })
  assert.equal(gateway.report.dashboard, undefined)
  assert.equal((await createSignInClient(gateway.report.url).get('/admin/auth/session')).status, 404)
  const { stderr } = await runSignpost(['admin', 'invite'], { dataDir: dir.path, env })
  assert.match(stderr, /SIGNPOST_DASHBOARD is off here/)
})
