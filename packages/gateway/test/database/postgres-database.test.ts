import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { AppError } from '../../src/core/app-error.ts'
import type { Database } from '../../src/core/ports.ts'
import { migratePostgres, openPostgres, openPostgresDatabase } from '../../src/database/open-postgres-database.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { patientMs, type TestDatabase } from './database-implementation.ts'
import { describeDatabaseContract } from './repository-contract.ts'

const server = await startPostgres()
after(() => server[Symbol.asyncDispose]())
const migrated = await server.createDatabase()
await migratePostgres(migrated)

describeDatabaseContract({ name: 'PostgreSQL', makeDatabase, waitsAsynchronously: true })

test('a connection has the application name signpost, and a statement ends at its time limit', async () => {
  const url = await server.createDatabase()
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: 300 })

  const { rows } = await sql`show application_name`.execute(db)
  assert.deepEqual(rows, [{ application_name: 'signpost' }])
  await assert.rejects(sql`select pg_sleep(600)`.execute(db), isUnavailable)
  assert.equal((await sql`select 1`.execute(db)).rows.length, 1, 'the connection is still usable')
})

test('a 64-bit integer is read as a number', async () => {
  const url = await server.createDatabase()
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: 1000 })

  const { rows } = await sql`select 8640000000000000::bigint as time, count(*) as count`.execute(db)

  assert.deepEqual(rows, [{ time: 8_640_000_000_000_000, count: 1 }])
})

test('a faulty statement does not count as an outage', async () => {
  const url = await server.createDatabase()
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: 1000 })

  await assert.rejects(sql`select nothing from nowhere`.execute(db), (error) => !isUnavailable(error))
})

test('the pool survives connections that the server ends, idle or in a transaction', async () => {
  const url = await server.createDatabase()
  await using db = openPostgres(url, { size: 3, statementTimeoutMs: 2000 })
  await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`.execute(db)))

  await endConnections(url)
  // The pool notices the lost connections a moment later.
  await waitUntil(
    'the pool has replaced a lost connection',
    async () => (await Promise.allSettled([ask(db)]))[0]?.status === 'fulfilled',
  )
  await db
    .transaction()
    .execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await endConnections(url)
      await assert.rejects(sql`select 1`.execute(tx), isUnavailable)
      throw new Error('rolled back')
    })
    .catch((error: Error) => assert.equal(error.message, 'rolled back'))

  assert.equal((await sql`select 1`.execute(db)).rows.length, 1)
})

test('a statement does not wait long for an exhausted pool', async () => {
  const url = await server.createDatabase()
  await using db = openPostgres(url, { size: 1, statementTimeoutMs: 50_000 })
  const busy = assert.rejects(sql`select pg_sleep(600)`.execute(db), isUnavailable)

  await assert.rejects(sql`select 1`.execute(db), isUnavailable)

  await endConnections(url)
  await busy
})

test('concurrent changes to the same rows from several nodes neither deadlock nor fail', async () => {
  const url = await server.createDatabase()
  const databases = await Promise.all([1, 2, 3].map(() => openPostgresDatabase({ url, poolSize: 3, staleAfterMs: 0 })))
  const database = databases[0] as Database
  const { id: accountId } = await database.accounts.ensure(sampleAccount())

  for (let round = 0; round < 10; round++) {
    const credential = sampleCredential({ accountId, name: 'same' })
    await database.credentials.insert(credential)
    const tokens = [1, 2, 3].map(() => sampleToken({ accountId, credentialId: credential.id }))
    for (const token of tokens) await database.tokens.insert(token)
    const uses = tokens.map(({ id }) => [id, round] as const)
    await Promise.all(
      databases.flatMap(({ tokens: list, credentials }, index) => [
        list.touch(new Map(index === 0 ? uses : uses.toReversed())),
        list.revoke(accountId, tokens[index]?.id ?? '', round),
        credentials.update({ ...credential, region: `region-${index}` }),
        ...(index === 0 ? [credentials.remove(accountId, 'same')] : []),
      ]),
    )
  }

  assert.deepEqual(await database.credentials.list(accountId), [])
  for (const one of databases) await one.close()
})

test('a database that hangs is reported as an outage within bounded time, and works again afterwards', async () => {
  const hanging = await startPostgres()
  after(() => hanging[Symbol.asyncDispose]())
  const url = await hanging.createDatabase()
  const database = await openPostgresDatabase({ url, poolSize: 2, staleAfterMs: 0, statementTimeoutMs: 500 })
  await database.ping()
  let told = 0
  database.changes.subscribe(() => {
    told++
  })
  await database.accounts.list()
  told = 0

  await hanging.pause()
  // The server hangs until resume(), so each rejection proves a time limit. One ping has an open connection; the others must open one.
  const pings = await Promise.allSettled([1, 2, 3, 4].map(() => database.ping()))

  assert.ok(pings.every((ping) => ping.status === 'rejected' && isUnavailable(ping.reason)))
  await waitUntil('the change feed reports that all caches are stale', () => told > 0)
  hanging.resume()
  await waitUntil(
    'the database answers again',
    async () => (await Promise.allSettled([database.ping()]))[0]?.status === 'fulfilled',
  )
  await database.close()
})

function ask(db: ReturnType<typeof openPostgres>) {
  return sql`select 1`.execute(db)
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable'
}

function endConnections(url: string): Promise<object[]> {
  return query(
    url,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
}

/** Databases that tests are done with. They are empty again. */
const free: string[] = []

async function makeDatabase(): Promise<TestDatabase> {
  const url = free.pop() ?? (await server.createDatabase(migrated))
  const databases: Database[] = []
  return {
    async open() {
      const database = await openPostgresDatabase({ url, poolSize: 4, staleAfterMs: patientMs })
      databases.push(database)
      return database
    },
    async [Symbol.asyncDispose]() {
      for (const database of databases) await database.close()
      await query(url, emptying)
      free.push(url)
    },
  }
}

/** Deletes every row of a migrated database, and restarts its counters. To copy a database takes the server ten times as long. */
const emptying = `
  set session_replication_role = replica;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute format('delete from %I', name);
    end loop;
  end $$;
  select setval(seqrelid::regclass, seqstart, false) from pg_sequence;`
