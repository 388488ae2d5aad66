import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import { waitUntil } from '../servers/wait-until.ts'
import type { DatabaseImplementation, TestDatabase } from './database-implementation.ts'

/** No feed takes longer on a machine that is not busy; `fault/` measures what this is for, the time of a revocation. */
const latestMs = 500

/** The changes that make what is cached wrong. Each is made by its own store on the account. */
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

/** The change feed's part of the contract. */
export function describeChangeContract({ makeDatabase }: DatabaseImplementation): void {
  describe('change feed', { concurrency: true }, () => {
    for (const { name, make } of changes) {
      test(`it speaks of the account when ${name}, here or elsewhere`, async () => {
        await using testDatabase = await makeDatabase()
        const elsewhere = await testDatabase.open()
        for (const isHere of [true, false]) {
          const prepared = await prepare(elsewhere)
          // Another account's change, which must not be told as one of this account, or of all.
          const other = await prepare(elsewhere)
          const { database, heard } = await openListener(testDatabase)
          const by = isHere ? database : elsewhere

          await make(by, prepared)
          await waitUntil('it speaks', () => heard.length > 0)
          assert.deepEqual(heard, [prepared.accountId])

          heard.length = 0
          await by.credentials.remove(other.accountId, other.credential.name)
          await waitUntil('it speaks', () => heard.length > 0)
          assert.deepEqual(heard, [other.accountId])
        }
      })
    }

    test('who missed more changes than are kept hears of all accounts', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { accountId, token } = await prepare(database)
      for (let change = 0; change < 1001; change++) await database.tokens.revoke(accountId, token.id, 1000)

      const heard: unknown[] = []
      database.changes.subscribe((account) => heard.push(account))

      await waitUntil('it speaks', () => heard.length > 0)
      assert.deepEqual(heard, [undefined])
    })

    test('it is silent when what changed is in no cache', async () => {
      await using testDatabase = await makeDatabase()
      const elsewhere = await testDatabase.open()
      const { accountId, token } = await prepare(elsewhere)
      const { database, heard } = await openListener(testDatabase)

      for (const by of [database, elsewhere]) {
        await by.accounts.ensure(sampleAccount())
        // Unknown tokens are never cached, so a new one makes nothing wrong.
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

      await waitUntil('the listener that stayed is called', () => heard.length > 0)
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

/** Opens a database whose feed has spoken of all that was there before. */
async function openListener(testDatabase: TestDatabase) {
  const database = await testDatabase.open()
  /** The accounts that it spoke of; undefined stands for all. */
  const heard: (string | undefined)[] = []
  database.changes.subscribe((accountId) => void heard.push(accountId))
  await waitUntil('the feed has begun', () => heard.length > 0)
  heard.length = 0
  return { database, heard }
}
