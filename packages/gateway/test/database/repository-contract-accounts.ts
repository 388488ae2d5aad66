import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

/** The contract's part about accounts, and about the store as a whole. */
export function describeAccountContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('accounts', () => {
    test('ensure makes an account once, and afterwards finds it by its name', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts } = await testDatabase.open()
      const first = sampleAccount({ name: 'default' })

      assert.deepEqual(await accounts.ensure(first), first)
      assert.deepEqual(await accounts.ensure(sampleAccount({ name: 'default' })), first)
      const other = sampleAccount()
      assert.deepEqual(await accounts.ensure(other), other)
    })

    test('an account is found by its name, and listed, oldest first', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts } = await testDatabase.open()
      const [young, old] = [sampleAccount({ createdAt: 2 }), sampleAccount({ createdAt: 1 })]

      assert.equal(await accounts.insert(young), true)
      assert.equal(await accounts.insert(old), true)

      assert.deepEqual(await accounts.findByName(old.name), old)
      assert.equal(await accounts.findByName('nobody'), undefined)
      assert.deepEqual(await accounts.list(), [old, young])
    })

    test('an account name is unique', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts } = await testDatabase.open()
      const first = sampleAccount({ name: 'taken' })
      await accounts.insert(first)

      assert.equal(await accounts.insert(sampleAccount({ name: 'taken' })), false)

      assert.deepEqual(await accounts.list(), [first])
    })

    test('an account is renamed, unless another has the name', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts } = await testDatabase.open()
      const [one, other] = [sampleAccount({ createdAt: 1 }), sampleAccount({ createdAt: 2 })]
      for (const account of [one, other]) await accounts.insert(account)

      assert.equal(await accounts.rename(one.id, other.name), false)
      assert.equal(await accounts.rename(one.id, 'new'), true)

      assert.deepEqual(await accounts.list(), [{ ...one, name: 'new' }, other])
    })

    test('removing an account removes its credentials and tokens, and no others', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, credentials, tokens } = await testDatabase.open()
      const [gone, kept] = [sampleAccount({ createdAt: 1 }), sampleAccount({ createdAt: 2 })]
      for (const account of [gone, kept]) await accounts.insert(account)
      const [goneToken, keptToken] = [sampleToken({ accountId: gone.id }), sampleToken({ accountId: kept.id })]
      for (const token of [goneToken, keptToken]) await tokens.insert(token)
      const keptCredential = sampleCredential({ accountId: kept.id })
      for (const credential of [sampleCredential({ accountId: gone.id }), keptCredential]) {
        await credentials.insert(credential)
      }

      assert.equal(await accounts.remove(gone.id), true)
      assert.equal(await accounts.remove(gone.id), false)

      assert.deepEqual(await accounts.list(), [kept])
      assert.equal(await tokens.findByHash(goneToken.hash), undefined)
      assert.deepEqual(await credentials.list(gone.id), [])
      assert.deepEqual(await tokens.findByHash(keptToken.hash), keptToken)
      assert.deepEqual(await credentials.list(kept.id), [keptCredential])
    })

    test('concurrent callers that ensure the same name all get the same account', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const others = waitsAsynchronously ? [await testDatabase.open(), await testDatabase.open()] : [database, database]

      const accounts = await Promise.all(
        [database, ...others].map((one) => one.accounts.ensure(sampleAccount({ name: 'same' }))),
      )

      assert.equal(new Set(accounts.map(({ id }) => id)).size, 1)
    })
  })

  describe('the store', () => {
    test('stored data is still there when the database is opened again', async () => {
      await using testDatabase = await makeDatabase()
      const account = sampleAccount({ name: 'kept' })
      const before = await testDatabase.open()
      await before.accounts.ensure(account)
      await before.close()

      const after = await testDatabase.open()

      assert.deepEqual(await after.accounts.ensure(sampleAccount({ name: 'kept' })), account)
    })

    test('ping resolves while the database answers, and rejects after close', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()

      await database.ping()
      await database.close()

      await assert.rejects(database.ping())
    })
  })
}
