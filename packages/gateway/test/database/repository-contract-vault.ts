import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AdministrationEvent } from '../../src/core/administration-event.ts'
import type { Credential } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential } from '../samples/samples.ts'
import { waitUntil } from '../servers/wait-until.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const sampleEvent: AdministrationEvent = {
  at: 1,
  actor: { via: 'command-line', name: 'someone' },
  act: 'rotate_vault',
  target: { kind: 'master_key', id: 'four', name: 'four' },
  changes: [],
}

/** The contract's part about the vault. */
export function describeVaultContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('vault', () => {
    test('it lists the credentials of every account', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const stored = [await insertCredential(database), await insertCredential(database)]

      assert.deepEqual(byId(await database.vault.list()), byId(stored))
    })

    test('the first master key is that of the installation, until another is put in its place', async () => {
      await using testDatabase = await makeDatabase()
      const { vault } = await testDatabase.open()
      assert.equal(await vault.readMasterKeyId(), undefined)

      const claims = await Promise.all(['one', 'two', 'three'].map(vault.claimMasterKey))
      const claimed = await vault.readMasterKeyId()

      assert.deepEqual(new Set(claims), new Set([claimed]))
      assert.equal(await vault.changeMasterKey('four', 'no longer', sampleEvent), false)
      assert.equal(await vault.changeMasterKey('four', claimed, sampleEvent), true)
      const { vault: elsewhere, administration } = await testDatabase.open()
      assert.equal(await elsewhere.claimMasterKey('five'), 'four')
      assert.equal((await administration.list({ order: 'oldest', limit: 2 })).length, 1, 'the change and its event')
    })

    test('the change feed of another node reports another master key', async () => {
      await using testDatabase = await makeDatabase()
      const { vault, accounts } = await testDatabase.open()
      await accounts.ensure(sampleAccount())
      await vault.claimMasterKey('one')
      let heard = 0
      const elsewhere = await testDatabase.open()
      elsewhere.changes.subscribe(() => heard++)

      await vault.changeMasterKey('two', 'one')

      await waitUntil('the change is heard', () => heard > 0)
    })

    test('a secret that is sealed with another key than the installation’s is not stored', async () => {
      await using testDatabase = await makeDatabase()
      const { vault, credentials, renewals, ...store } = await testDatabase.open()
      const { id: accountId } = await store.accounts.ensure(sampleAccount())
      const [own, foreign] = ['v1.00000000000000aa.w.c', 'v1.00000000000000bb.w.c']
      const source = { source: { from: 'instance' }, renewal: { dueAt: 1 } } as const
      await vault.claimMasterKey('00000000000000aa')
      const stored = sampleCredential({ accountId, sealedSecret: own, ...source })
      await credentials.insert(stored)
      const refusal = { code: 'master_key_mismatch', message: /00000000000000bb.*00000000000000aa/ }

      await assert.rejects(credentials.insert(sampleCredential({ accountId, sealedSecret: foreign })), refusal)
      await assert.rejects(credentials.update({ ...stored, sealedSecret: foreign }), refusal)
      await assert.rejects(vault.reseal(stored, foreign), refusal)
      const keys = { accessKeyId: 'AKIA', sealedSecret: foreign }
      await assert.rejects(renewals.storeKeys(stored, keys, { dueAt: 2 }), refusal)
      assert.deepEqual(await vault.list(), [stored])

      await vault.changeMasterKey('00000000000000bb', '00000000000000aa')
      assert.equal(await credentials.updateSettings({ ...stored, region: 'us-west-2' }), true, 'the secret stays')
      assert.equal(await vault.reseal(stored, foreign), true)
    })

    test('the samples are one credential for each prefix of a sealed secret, without the sandbox’s', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { id: accountId } = await database.accounts.ensure(sampleAccount())
      const store = (sealedSecret: string, isSandbox = false) =>
        database.credentials.insert(sampleCredential({ accountId, sealedSecret, isSandbox }))
      for (const sealedSecret of ['v1.aa.1', 'v1.bb.2', 'v1.aa.3', 'short']) await store(sealedSecret)
      await store('v1.cc.4', true)

      const samples = await database.vault.listSamples(6)

      const beginnings = samples.map(({ sealedSecret }) => sealedSecret.slice(0, 6))
      assert.deepEqual(beginnings.toSorted(), ['short', 'v1.aa.', 'v1.bb.'])
    })

    test('a secret is resealed only if it is still the one that was read', async () => {
      await using testDatabase = await makeDatabase()
      const { vault, credentials, ...store } = await testDatabase.open()
      const [read, other] = [
        await insertCredential({ vault, credentials, ...store }),
        await insertCredential({ vault, credentials, ...store }),
      ]

      assert.equal(await vault.reseal(read, 'resealed'), true)
      assert.equal(await vault.reseal(read, 'too late'), false)

      const resealed = { ...read, sealedSecret: 'resealed' }
      assert.deepEqual(byId(await vault.list()), byId([resealed, other]))
      await credentials.update({ ...resealed, sealedSecret: 'rotated', region: 'us-west-2' })
      assert.equal(await vault.reseal(resealed, 'too late'), false)
      await credentials.remove(read.accountId, read.name)
      assert.equal(await vault.reseal({ ...read, sealedSecret: 'rotated' }, 'too late'), false)
      assert.deepEqual(await vault.list(), [other])
    })

    test('the change feed of another node reports a resealed secret', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const credential = await insertCredential(database)
      let heard = 0
      const elsewhere = await testDatabase.open()
      elsewhere.changes.subscribe(() => heard++)
      await waitUntil('the feed has reported the earlier changes', () => heard === 1)

      await database.vault.reseal(credential, 'resealed')

      await waitUntil('the feed of the other node reports the change', () => heard > 1)
    })

    test('exclusive calls run one at a time, and a failure rejects its call', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const elsewhere = waitsAsynchronously ? await testDatabase.open() : database
      const done: number[] = []

      await Promise.all([1, 2, 3].map((n) => (n === 2 ? elsewhere : database).vault.exclusively(() => done.push(n))))
      const failing = database.vault.exclusively(() => {
        throw new Error('no space')
      })

      await assert.rejects(failing, /no space/)
      assert.deepEqual(done.toSorted(), [1, 2, 3])
      assert.equal(await database.vault.reseal(await insertCredential(database), 'later'), true, 'the lock is released')
    })
  })
}

async function insertCredential(database: Database): Promise<Credential> {
  const { id: accountId } = await database.accounts.ensure(sampleAccount())
  const credential = sampleCredential({ accountId })
  await database.credentials.insert(credential)
  return credential
}

function byId(rows: readonly Credential[]): Credential[] {
  return rows.toSorted((a, b) => a.id.localeCompare(b.id))
}
