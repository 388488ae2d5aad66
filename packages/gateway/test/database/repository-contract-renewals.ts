import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Credential, Renewal } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential } from '../samples/samples.ts'
import { waitUntil } from '../servers/wait-until.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const renewed: Renewal = { dueAt: 2_000_000_000_000 }

/** The contract's part about credentials that Signpost renews. */
export function describeRenewalContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('renewals', () => {
    test('it lists the credentials with a source, of every account, as they were stored', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      await database.credentials.insert(sampleCredential({ accountId: await makeAccount(database) }))
      const failure = { at: 1, count: 2, reason: 'AccessDenied' }
      const stored = [
        await insertRenewing(database),
        await insertRenewing(database, {
          source: { from: 'assume-role', roleArn: 'arn:aws:iam::1:role/r', credentialId: 'cred_1', externalId: 'e' },
          renewal: { dueAt: 5, failure },
        }),
      ]

      assert.deepEqual(byId(await database.renewals.list()), byId(stored))
    })

    test('updateSettings leaves the keys, which may have been renewed meanwhile, and the name', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { credentials } = database
      const accountId = await makeAccount(database)
      const read = sampleCredential({ accountId, accessKeyId: 'AKIAOLD', sealedSecret: 'old' })
      await credentials.insert(read)
      const renewed = { ...read, accessKeyId: 'AKIANEW', sealedSecret: 'new', expiresAt: 2_000_000_000_000 }
      await credentials.update(renewed)

      assert.equal(await credentials.updateSettings({ ...read, name: 'other', region: 'us-west-2' }), true)

      assert.deepEqual(await credentials.list(accountId), [{ ...renewed, region: 'us-west-2' }])
      assert.equal(await credentials.updateSettings(sampleCredential({ accountId })), false)
    })

    test('a renewal is replaced only if it is still the one that was read', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const read = await insertRenewing(database)
      const other = await insertRenewing(database)

      assert.equal(await database.renewals.replace(read, renewed), true)
      assert.equal(await database.renewals.replace(read, { dueAt: 3 }), false)

      assert.deepEqual(byId(await database.renewals.list()), byId([{ ...read, renewal: renewed }, other]))
    })

    test('of several nodes that claim the same renewal, one gets it', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const nodes = waitsAsynchronously ? [database, await testDatabase.open(), await testDatabase.open()] : [database]
      const read = await insertRenewing(database)
      const tries = [...nodes, ...nodes].map((node, index) => node.renewals.replace(read, { dueAt: 1000 + index }))

      assert.equal((await Promise.all(tries)).filter(Boolean).length, 1)
    })

    test('new keys are stored together with their renewal or not at all, and the change feed reports them', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { renewals, changes } = database
      const read = await insertRenewing(database, { expiresAt: 5 })
      const told: (string | undefined)[] = []
      changes.subscribe((accountId) => told.push(accountId))
      await waitUntil('the feed has begun', () => told.length > 0)
      told.length = 0
      const keys = { accessKeyId: 'ASIANEW', sealedSecret: 'new', expiresAt: 9 }

      assert.equal(await renewals.storeKeys(read, keys, renewed), true)
      assert.equal(await renewals.storeKeys(read, { ...keys, accessKeyId: 'LATE' }, { dueAt: 3 }), false)

      const current = { ...read, ...keys, renewal: renewed }
      assert.deepEqual(await renewals.list(), [current])
      await waitUntil('the feed reports the change', () => told.includes(read.accountId))
      // Keys without an expiry remove the expiry of the former keys.
      assert.equal(await renewals.storeKeys(current, { accessKeyId: 'AKIA', sealedSecret: 's' }, { dueAt: 4 }), true)
      assert.equal((await renewals.list())[0]?.expiresAt, undefined)
    })

    test('updating a credential leaves its renewal unchanged, and a removed credential is not renewed', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, ...database } = await testDatabase.open()
      const read = await insertRenewing({ credentials, ...database })
      await database.renewals.replace(read, renewed)

      await credentials.update({ ...read, region: 'us-west-2' })

      assert.deepEqual(await database.renewals.list(), [{ ...read, region: 'us-west-2', renewal: renewed }])
      await credentials.remove(read.accountId, read.name)
      assert.equal(await database.renewals.replace({ ...read, renewal: renewed }, { dueAt: 7 }), false)
      assert.deepEqual(await database.renewals.list(), [])
    })
  })
}

async function makeAccount({ accounts }: Database): Promise<string> {
  return (await accounts.ensure(sampleAccount())).id
}

async function insertRenewing(database: Database, fields: Partial<Credential> = {}): Promise<Credential> {
  const accountId = await makeAccount(database)
  const credential = sampleCredential({ accountId, source: { from: 'instance' }, renewal: { dueAt: 1 }, ...fields })
  await database.credentials.insert(credential)
  return credential
}

function byId(credentials: readonly Credential[]): Credential[] {
  return credentials.toSorted((a, b) => a.id.localeCompare(b.id))
}
