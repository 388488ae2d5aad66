import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ask, beRefused } from '../samples/sign.ts'
import {
  type CreatedToken,
  createToken,
  createTokenWithId,
  revokeToken,
  storeAwsCredential,
} from '../samples/store-credential.ts'
import type { GatewayProcess } from '../servers/gateway-process.ts'
import { describeInstallation, runCommand, startNode } from '../servers/postgres-nodes.ts'
import { postgresPassword, query, startPostgres } from '../servers/postgres-server.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const server = stack.use(await startPostgres())
const databaseUrl = await server.createDatabase()
const env = describeInstallation(databaseUrl)
const object = { bucket: 'my-bucket', key_name: 'a.txt' }

// Four nodes start at once on an empty database. That all of them start is the first check.
const nodes = await Promise.all([1, 2, 3, 4].map(() => startNode(env)))
for (const node of nodes) stack.use(node)
const [first, second, ...spare] = nodes as [GatewayProcess, GatewayProcess, ...GatewayProcess[]]
await Promise.all(spare.map((node) => node.stop()))
await storeAwsCredential({ env })

test('four nodes that start at once migrate once, and create one account', async () => {
  const accounts = await query(databaseUrl, 'select name from accounts')
  const migrations = await query<{ name: string; timestamp: string }>(databaseUrl, 'select * from kysely_migration')

  assert.deepEqual(accounts, [{ name: 'default' }])
  assert.ok(migrations.length > 0)
  assert.equal(new Set(migrations.map(({ name }) => name)).size, migrations.length)
})

test('a token that a command creates works at once on every node, and is refused soon after it is revoked', async () => {
  const { id, token } = await runCommand<CreatedToken>(env, ['token', 'create', 'test'])
  await assertSigns(token)

  await runCommand(env, ['token', 'revoke', id, '--yes'])

  await assertRefused(token)
})

test('a revocation takes effect even when the listening connections are cut again and again', async () => {
  const { id, token } = await createTokenWithId({ env })
  await assertSigns(token)
  let cuts = 0
  const cutting = setInterval(() => {
    const cut = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'signpost-changes'"
    void query(databaseUrl, cut).then((rows) => {
      cuts += rows.length
    })
  }, 50)

  try {
    await waitUntil('a listening connection is cut', () => cuts > 0)
    await revokeToken(id, { env })
    await assertRefused(token)
  } finally {
    clearInterval(cutting)
  }
})

test('a revocation takes effect even when its notification is lost', async () => {
  const { id, token } = await createTokenWithId({ env })
  await assertSigns(token)

  await query(
    databaseUrl,
    `begin; update tokens set revoked_at = 1 where id = '${id}'; insert into revisions select max(revision) + 1, max(account_id) from revisions; commit`,
  )

  await assertRefused(token)
})

test('a gateway without administrators starts on a database that accepts no writes, and says so', async () => {
  const readOnlyUrl = await server.createDatabase()
  const readOnly = { ...describeInstallation(readOnlyUrl), SIGNPOST_AUDIT_DURABILITY: 'buffered' }
  await storeAwsCredential({ env: readOnly })
  const token = await createToken({ env: readOnly })
  await query(
    readOnlyUrl,
    `alter database "${new URL(readOnlyUrl).pathname.slice(1)}" set default_transaction_read_only = on`,
  )

  await using node = await startNode(readOnly)

  assert.equal((await ask({ url: node.report.url, token }, object)).status, 200)
  assert.equal((await fetch(`${node.report.url}/readyz`)).status, 503)
  assert.match(node.logs(), /There is no link for the first administrator: the database accepts no writes/)
})

test('while PostgreSQL is down, the nodes answer with 503; afterwards, they sign again without a restart', async () => {
  const token = await createToken({ env })
  await assertSigns(token)

  await server.kill()
  try {
    for (const { report } of [first, second]) {
      assert.equal((await fetch(`${report.url}/readyz`)).status, 503)
      assert.equal((await fetch(`${report.url}/healthz`)).status, 200)
      const refuse = () => beRefused({ url: report.url, token }, object)
      await waitUntil('the token is no longer cached', async () => (await refuse()).code === 'unavailable')
      const error = await refuse()
      assert.deepEqual([error.status, error.code], [503, 'unavailable'])
      assert.equal(error.message, 'The database does not answer.')
    }
  } finally {
    await server.start()
  }

  for (const { report } of [first, second]) {
    await waitUntil('the node signs again', async () => (await ask({ url: report.url, token }, object)).status === 200)
    await waitUntilReady(report.url)
  }
  for (const node of [first, second]) {
    await waitUntil('the outage is logged', () => node.logs().includes('ECONNREFUSED'))
    assert.ok(!node.logs().includes(postgresPassword) && !node.logs().includes(encodeURIComponent(postgresPassword)))
  }
})

test('within the grace period, a node without its database accepts the tokens that it has cached, and no others', async () => {
  const graceful = { ...env, SIGNPOST_DATABASE_GRACE_SECONDS: '6', SIGNPOST_AUDIT_DURABILITY: 'buffered' }
  await using node = await startNode(graceful)
  const { url } = node.report
  const known = await createToken({ env })
  const stranger = await createToken({ env })
  assert.equal((await ask({ url, token: known }, object)).status, 200)

  await server.kill()
  try {
    // Long enough for a failed check of the database.
    await wait(1500)
    assert.equal((await ask({ url, token: known }, object)).status, 200)
    assert.equal((await ask({ url, token: stranger }, object)).status, 503)
    await waitUntil('the grace period is over', async () => (await ask({ url, token: known }, object)).status === 503)
  } finally {
    await server.start()
  }
})

async function assertSigns(token: string): Promise<void> {
  for (const { report } of [first, second]) {
    const response = await ask({ url: report.url, token }, object)
    assert.equal(response.status, 200, await response.text())
  }
}

/** Waits until both nodes refuse a token. fault/ measures that this takes at most 2 s. */
async function assertRefused(token: string): Promise<void> {
  for (const { report } of [first, second]) {
    await waitUntil('the token is refused', async () => (await ask({ url: report.url, token }, object)).status === 401)
  }
}
