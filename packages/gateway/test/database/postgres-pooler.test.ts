import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { AppError } from '../../src/core/app-error.ts'
import { migratePostgres, openPostgres, openPostgresDatabase } from '../../src/database/open-postgres-database.ts'
import { sampleAccount, sampleToken } from '../samples/samples.ts'
import { ask, sign } from '../samples/sign.ts'
import { type CreatedToken, storeAwsCredential } from '../samples/store-credential.ts'
import { type PgBouncerServer, startPgBouncer } from '../servers/pgbouncer-server.ts'
import { describeInstallation, runCommand, startNode } from '../servers/postgres-nodes.ts'
import { type PostgresServer, query, startPostgres } from '../servers/postgres-server.ts'
import { waitUntil } from '../servers/wait-until.ts'

const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const skip = skipWithout('postgresql') || skipWithout('pgbouncer')

describe('behind a pooler', { skip }, () => {
  const stack = new AsyncDisposableStack()
  let server: PostgresServer
  let pooler: PgBouncerServer

  before(async () => {
    server = stack.use(await startPostgres())
    pooler = stack.use(await startPgBouncer(await server.createDatabase()))
  })

  after(() => stack.disposeAsync())

  test('nodes that start at the same time migrate once, and each learns of the changes of the others', async () => {
    const direct = await server.createDatabase()
    const url = pooler.through(direct)

    const nodes = await Promise.all(
      [1, 2, 3, 4, 5].map(() => openPostgresDatabase({ url, poolSize: 4, staleAfterMs: 0 })),
    )

    const [first, other] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
    const told: (string | undefined)[] = []
    other.changes.subscribe((accountId) => told.push(accountId))
    const { id: accountId } = await first.accounts.ensure(sampleAccount())
    const token = sampleToken({ accountId })
    await first.tokens.insert(token)
    await first.tokens.revoke(accountId, token.id, 1)
    await waitUntil('the change feed of the other node reports the change', () => told.includes(accountId))
    assert.deepEqual(await query(direct, 'select 1 from pg_locks where locktype = $$advisory$$'), [], 'no lock remains')
    assert.deepEqual(await query(direct, 'select name from kysely_migration'), [{ name: '0001-first' }])
    for (const node of nodes) await node.close()
  })

  test('a token works on two gateways at once, and on neither after its revocation; commands work through the pooler', async () => {
    const env = describeInstallation(pooler.through(await server.createDatabase()))
    await storeAwsCredential({ env })
    await using one = await startNode(env)
    await using other = await startNode(env)
    const urls = [one.report.url, other.report.url]
    const { id, token } = await runCommand<CreatedToken>(env, ['token', 'create', 'test'])
    for (const url of urls) await sign({ url, token }, object)

    await runCommand(env, ['token', 'revoke', id, '--yes'])

    for (const url of urls) {
      await waitUntil('the token is refused', async () => (await ask({ url, token }, object)).status === 401)
    }
    const { events } = await runCommand<{ events: readonly { outcome: string }[] }>(env, [
      'audit',
      'list',
      '--action',
      'download',
    ])
    assert.ok(events.filter(({ outcome }) => outcome === 'allowed').length >= 2)
  })

  for (const { name, settings } of [
    { name: 'a pooler in transaction mode', settings: {} },
    {
      name: 'a pooler that ignores startup options',
      settings: { ignore_startup_parameters: 'options' },
    },
    { name: 'a pooler in session mode', settings: { pool_mode: 'session' } },
  ]) {
    test(`behind ${name} each statement has its time limit, which does not leak to other clients`, async () => {
      const direct = await server.createDatabase()
      await using own = await startPgBouncer(direct, { default_pool_size: 1, ...settings })
      const url = own.through(direct)
      await using db = openPostgres(url, { size: 2, statementTimeoutMs: 300 })

      await assert.rejects(sql`select pg_sleep(600)`.execute(db), isUnavailable)
      await assert.rejects(
        db.transaction().execute((tx) => sql`select pg_sleep(600)`.execute(tx)),
        isUnavailable,
      )
      await assert.rejects(sql`select nothing from nowhere`.execute(db), (error) => !isUnavailable(error))

      const { rows } = await sql`select 1 as one`.execute(db)
      assert.deepEqual(rows, [{ one: 1 }])
      await db.destroy()
      // This query runs on the pooler's only connection to the server.
      assert.deepEqual(await query(url, 'show statement_timeout'), [{ statement_timeout: '0' }])
      assert.deepEqual(await query(direct, listWaiting), [])
    })
  }

  test('a transaction is atomic: a failing statement rolls back all of it', async () => {
    const url = pooler.through(await server.createDatabase())
    await migratePostgres(url)
    await using db = openPostgres(url, { size: 2, statementTimeoutMs: 5000 })
    const row = (key: string) => db.insertInto('settings').values({ key, value: '' })
    await row('alone').execute()

    const failing = db.transaction().execute(async (tx) => {
      await tx.insertInto('settings').values({ key: 'first', value: '' }).execute()
      await tx.insertInto('settings').values({ key: 'alone', value: '' }).execute()
    })

    await assert.rejects(failing, /duplicate key/)
    await assert.rejects(row('alone').execute(), /duplicate key/)
    const found = await db.selectFrom('settings').select('key').execute()
    assert.deepEqual(found, [{ key: 'alone' }])
  })

  test('opening fails behind a pooler that lacks a needed feature, and the error says what to change', async () => {
    const direct = await server.createDatabase()
    await using statements = await startPgBouncer(direct, { pool_mode: 'statement' })
    const options = { poolSize: 2, staleAfterMs: 0 }

    await assert.rejects(openPostgresDatabase({ ...options, url: statements.through(direct) }), causedBy(/pool_mode/))
    const withOptions = new URL(pooler.through(direct))
    withOptions.searchParams.set('options', '-c search_path=signpost')
    await assert.rejects(openPostgresDatabase({ ...options, url: withOptions.href }), causedBy(/alter role/))
  })
})

/** Lists the statements that the server still runs. */
const listWaiting =
  "select query from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid() and state = 'active'"

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable'
}

function causedBy(message: RegExp) {
  return (error: unknown) => isUnavailable(error) && message.test(String((error as AppError).cause))
}
