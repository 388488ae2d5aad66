import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './repository-contract.ts'

/** How late the feed may be, by the contract. */
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
        const database = await testDatabase.open()
        const elsewhere = await testDatabase.open()
        for (const by of [database, elsewhere]) {
          const prepared = await prepare(database)
          // Another account's change, which must not be told as one of this account, or of all.
          const other = await prepare(database)
          const heard = listen(database)
          await settle()
          heard.forget()

          await make(by, prepared)

          const late = await heard.next()
          assert.ok(late <= latestMs, `${late} ms late`)
          assert.deepEqual(heard.accountIds, [prepared.accountId])
          heard.forget()
          await by.credentials.remove(other.accountId, other.credential.name)
          await heard.next()
          assert.deepEqual(heard.accountIds, [other.accountId])
          heard.stop()
        }
      })
    }

    test('who missed more changes than are kept hears of all accounts', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { accountId, token } = await prepare(database)
      for (let change = 0; change < 1001; change++) await database.tokens.revoke(accountId, token.id, 1000)

      const heard = listen(database)

      await heard.next()
      assert.deepEqual(heard.accountIds, [undefined])
    })

    test('it is silent when what changed is in no cache', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const elsewhere = await testDatabase.open()
      const { accountId, token } = await prepare(database)
      let calls = 0
      database.changes.subscribe(() => {
        calls++
      })
      await settle()
      calls = 0

      for (const by of [database, elsewhere]) {
        await by.accounts.ensure(sampleAccount())
        // Unknown tokens are never cached, so a new one makes nothing wrong.
        await by.tokens.insert(sampleToken({ accountId }))
        await by.tokens.touch(new Map([[token.id, 1000]]))
        await by.credentials.remove(accountId, 'nobody')
      }
      await settle()

      assert.equal(calls, 0)
    })

    test('every listener is called, until it unsubscribes', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { accountId } = await prepare(database)
      const stayed = listen(database)
      let calls = 0
      const unsubscribe = database.changes.subscribe(() => {
        calls++
      })
      unsubscribe()

      await database.credentials.insert(sampleCredential({ accountId }))

      await stayed.next()
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

/** Long enough that every earlier change has been spoken of. */
function settle(): Promise<void> {
  return wait(latestMs + 100)
}

function listen(database: Database) {
  const ears = new EventTarget()
  const accountIds: (string | undefined)[] = []
  const stop = database.changes.subscribe((accountId) => {
    accountIds.push(accountId)
    ears.dispatchEvent(new Event('change'))
  })
  return {
    stop,
    /** What was heard; undefined stands for all accounts. */
    accountIds,
    /** Does as if nothing had been heard so far. */
    forget() {
      accountIds.length = 0
    },
    /** @returns how many milliseconds went by until the call, which may have come before the change was answered */
    async next(): Promise<number> {
      const asked = performance.now()
      if (accountIds.length === 0) await once(ears, 'change')
      return performance.now() - asked
    },
  }
}
