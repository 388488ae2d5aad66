import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import { waitUntil } from '../servers/wait-until.ts'
import type { DatabaseImplementation, TestDatabase } from './database-implementation.ts'

/** No feed takes longer on an idle machine. `fault/` measures what the feed is for: how soon a revocation takes effect. */
const latestMs = 500

/** The changes that make cached values stale. Each is made by its own repository, on the account. */
const changes: readonly { name: string; make(database: Database, prepared: Prepared): Promise<unknown> }[] = [
  {
    name: 'a credential is added',
    make: ({ credentials }, { accountId }) => credentials.insert(sampleCredential({ accountId })),
  },
  {
    name: 'a credential is changed',
    make: ({ credentials }, { credential }) => credentials.update({ ...credential, region: 'us-west-2' }),
  },
  {
    name: 'a credential is removed',
    make: ({ credentials }, { accountId, credential }) => credentials.remove(accountId, credential.name),
  },
  {
    name: 'an account is removed',
    make: ({ accounts }, { accountId }) => accounts.remove(accountId),
  },
  {
    name: 'a token is revoked',
    make: ({ tokens }, { accountId, token }) => tokens.revoke(accountId, token.id, 1000),
  },
]

/** The contract's part about the change feed. */
export function describeChangeContract({ makeDatabase }: DatabaseImplementation): void {
  describe('change feed', { concurrency: true }, () => {
    for (const { name, make } of changes) {
      test(`it reports the account when ${name}, here or on another node`, async () => {
        await using testDatabase = await makeDatabase()
        const elsewhere = await testDatabase.open()
        for (const isHere of [true, false]) {
          const prepared = await prepare(elsewhere)
          // The feed must not report another account's change as one of this account, or of all accounts.
          const other = await prepare(elsewhere)
          const { database, heard } = await openListener(testDatabase)
          const by = isHere ? database : elsewhere

          await make(by, prepared)
          await waitUntil('the feed reports a change', () => heard.length > 0)
          assert.deepEqual(heard, [prepared.accountId])

          heard.length = 0
          await by.credentials.remove(other.accountId, other.credential.name)
          await waitUntil('the feed reports a change', () => heard.length > 0)
          assert.deepEqual(heard, [other.accountId])
        }
      })
    }

    test('a listener that missed more changes than the feed keeps is told that all accounts changed', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { accountId, token } = await prepare(database)
      for (let change = 0; change < 1001; change++) await database.tokens.revoke(accountId, token.id, 1000)

      const heard: unknown[] = []
      database.changes.subscribe((account) => heard.push(account))

      await waitUntil('the feed reports a change', () => heard.length > 0)
      assert.deepEqual(heard, [undefined])
    })

    test('it is silent about changes that no cache holds', async () => {
      await using testDatabase = await makeDatabase()
      const elsewhere = await testDatabase.open()
      const { accountId, token } = await prepare(elsewhere)
      const { database, heard } = await openListener(testDatabase)

      for (const by of [database, elsewhere]) {
        await by.accounts.ensure(sampleAccount())
        // Unknown tokens are never cached, so a new token makes nothing stale.
        await by.tokens.insert(sampleToken({ accountId }))
        await by.tokens.touch(new Map([[token.id, 1000]]))
        await by.credentials.remove(accountId, 'nobody')
      }
      await wait(latestMs + 100)

      assert.deepEqual(heard, [])
    })

    test('every listener is called, until it unsubscribes', async () => {
      await using testDatabase = await makeDatabase()
      const { accountId } = await prepare(await testDatabase.open())
      const { database, heard } = await openListener(testDatabase)
      let calls = 0
      const unsubscribe = database.changes.subscribe(() => {
        calls++
      })
      unsubscribe()

      await database.credentials.insert(sampleCredential({ accountId }))

      await waitUntil('the remaining listener is called', () => heard.length > 0)
      assert.equal(calls, 0)
    })
  })
}

type Prepared = Awaited<ReturnType<typeof prepare>>

async function prepare({ accounts, credentials, tokens }: Database) {
  const { id: accountId } = await accounts.ensure(sampleAccount())
  const credential = sampleCredential({ accountId })
  const token = sampleToken({ accountId })
  await credentials.insert(credential)
  await tokens.insert(token)
  return { accountId, credential, token }
}

/** Opens a database whose feed has already reported everything that was there before. */
async function openListener(testDatabase: TestDatabase) {
  const database = await testDatabase.open()
  /** The accounts that the feed reported; undefined stands for all. */
  const heard: (string | undefined)[] = []
  database.changes.subscribe((accountId) => void heard.push(accountId))
  await waitUntil('the feed has begun', () => heard.length > 0)
  heard.length = 0
  return { database, heard }
}
