import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Action } from '../../src/core/actions.ts'
import type { Credential } from '../../src/core/model.ts'
import type { CredentialRepository, Database } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleTime, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

/** The contract's part about credentials. */
export function describeCredentialContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('credentials', () => {
    test('credentials are read back as they were stored, oldest first', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const full = sampleCredential({
        accountId,
        preset: 'ceph',
        endpoint: 'https://s3.example.com:9000',
        publicEndpoint: 'https://files.example.com',
        addressing: 'path',
        aclPlacement: 'header',
        signatureVersion: 'v2',
        actions: ['upload', 'list'],
        guard: { kind: 'open', askedAt: 8_640_000_000_000_000 },
        acceptsOpenStore: true,
        bucketPatterns: ['my-bucket', 'assets-*'],
        isDefault: true,
        isSandbox: true,
        expiresAt: 1,
        createdAt: 8_640_000_000_000_000,
      })
      const plain = sampleCredential({ accountId, createdAt: 1 })

      assert.equal(await credentials.insert(full), true)
      assert.equal(await credentials.insert(plain), true)

      assert.deepEqual(await credentials.list(accountId), [plain, full])
    })

    test('a credential name is unique in its account, and a refused insert changes nothing', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const first = sampleCredential({ accountId, name: 'aws', isDefault: true })
      await credentials.insert(first)

      assert.equal(await credentials.insert(sampleCredential({ accountId, name: 'aws', isDefault: true })), false)

      assert.deepEqual(await credentials.list(accountId), [first])
    })

    test('a credential is renamed unless the name is taken; update does not change the name', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const [one, other] = [
        sampleCredential({ accountId, name: 'one' }),
        sampleCredential({ accountId, name: 'other' }),
      ]
      for (const credential of [one, other]) await credentials.insert(credential)

      assert.equal(await credentials.rename(accountId, one.id, 'new'), true)
      assert.equal(await credentials.rename(accountId, one.id, 'other'), false)
      assert.equal(await credentials.rename('acc_none', one.id, 'newer'), false)
      assert.equal(await credentials.update({ ...one, region: 'us-west-2' }), true)

      assert.deepEqual(await credentials.findByName(accountId, 'new'), { ...one, name: 'new', region: 'us-west-2' })
      assert.deepEqual(await credentials.findByName(accountId, 'other'), other)
    })

    test('update replaces every field except the name, and only of the credential with that id', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const [old, other] = [
        sampleCredential({ accountId, endpoint: 'https://a.example' }),
        sampleCredential({ accountId }),
      ]
      await credentials.insert(old)
      await credentials.insert(other)
      const renewed = sampleCredential({
        accountId,
        id: old.id,
        name: old.name,
        region: 'us-west-2',
        bucketPatterns: ['b'],
      })

      assert.equal(await credentials.update(renewed), true)

      assert.deepEqual(byId(await credentials.list(accountId)), byId([renewed, other]))
    })

    test('update and remove report an unknown credential', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())

      assert.equal(await credentials.update(sampleCredential({ accountId })), false)
      assert.equal(await credentials.remove(accountId, 'nobody'), false)
      assert.deepEqual(await credentials.list(accountId), [])
    })

    test('accounts cannot see or change each other’s credentials', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { credentials, accountId } = await openAccount(database)
      const { accountId: stranger } = await openAccount(database)
      const mine = sampleCredential({ accountId, name: 'aws', isDefault: true })
      const theirs = sampleCredential({ accountId: stranger, name: 'aws', isDefault: true })
      await credentials.insert(mine)

      assert.equal(await credentials.insert(theirs), true, 'a name is unique in its account only')
      assert.equal(await credentials.update({ ...theirs, id: mine.id }), false)
      assert.deepEqual(
        await credentials.list(accountId),
        [mine],
        'the default of another account does not replace this one',
      )
      assert.equal(await credentials.remove(stranger, 'aws'), true)
      assert.deepEqual(await credentials.list(accountId), [mine])
      assert.deepEqual(await credentials.list(stranger), [])
      assert.deepEqual(await credentials.findByName(accountId, 'aws'), mine)
      assert.equal(await credentials.findByName(stranger, 'aws'), undefined)
    })

    test('an account has one default credential, the last one set, beside the sandbox’s own', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      await credentials.insert(sampleCredential({ accountId, name: 'sandbox', isDefault: true, isSandbox: true }))
      const [first, second] = [named('first', accountId), named('second', accountId)]

      await credentials.insert(first)
      assert.deepEqual(await listDefaults(credentials, accountId), ['first', 'sandbox'])
      await credentials.insert(second)
      assert.deepEqual(await listDefaults(credentials, accountId), ['sandbox', 'second'])
      await credentials.update(first)
      assert.deepEqual(await listDefaults(credentials, accountId), ['first', 'sandbox'])
      await credentials.update({ ...first, isDefault: false })
      assert.deepEqual(await listDefaults(credentials, accountId), ['sandbox'])
    })

    test('a default that is bound to actions is the default for these, beside the general default', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const add = (name: string, actions?: Action[]) =>
        credentials.insert(
          sampleCredential({ accountId, name, isDefault: true, ...(actions === undefined ? {} : { actions }) }),
        )
      await add('all')
      await add('uploads', ['upload'])
      await add('reads', ['download', 'list'])
      assert.deepEqual(await listDefaults(credentials, accountId), ['all', 'reads', 'uploads'])

      await add('lists', ['list', 'delete'])
      assert.deepEqual(await listDefaults(credentials, accountId), ['all', 'lists', 'uploads'])
      await add('other')
      assert.deepEqual(await listDefaults(credentials, accountId), ['lists', 'other', 'uploads'])
    })

    test('when several nodes store how a store is guarded, the first one wins', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, accountId } = await openAccount(await testDatabase.open())
      const read = sampleCredential({ accountId, name: 'one' })
      await credentials.insert(read)
      const first = { kind: 'signed-away', askedAt: 1 } as const

      assert.equal(await credentials.replaceGuard(read, first), true)
      assert.equal(await credentials.replaceGuard(read, { kind: 'open', askedAt: 2 }), false)
      assert.deepEqual(await credentials.list(accountId), [{ ...read, guard: first }])

      const next = { kind: 'refuses', askedAt: 3 } as const
      assert.equal(await credentials.replaceGuard({ ...read, guard: first }, next), true)
      assert.deepEqual((await credentials.findByName(accountId, 'one'))?.guard, next)
      assert.equal(await credentials.replaceGuard({ ...read, accountId: 'acc_other', guard: next }, first), false)
    })

    test('two defaults that are stored at the same time leave one default', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { credentials, accountId } = await openAccount(database)
      const elsewhere = waitsAsynchronously ? await testDatabase.open() : database

      await Promise.all([
        credentials.insert(named('here', accountId)),
        elsewhere.credentials.insert(named('there', accountId)),
      ])

      assert.equal((await listDefaults(credentials, accountId)).length, 1)
    })

    test('removing a credential removes the tokens that are bound to it', async () => {
      await using testDatabase = await makeDatabase()
      const { credentials, tokens, accountId } = await openAccount(await testDatabase.open())
      const [gone, kept] = [named('gone', accountId), named('kept', accountId)]
      await credentials.insert(gone)
      await credentials.insert(kept)
      const bound = sampleToken({ accountId, credentialId: gone.id })
      const others = [sampleToken({ accountId, credentialId: kept.id }), sampleToken({ accountId })]
      for (const token of [bound, ...others]) await tokens.insert(token)

      await credentials.remove(accountId, 'gone')

      assert.equal(await tokens.findByHash(bound.hash), undefined)
      assert.deepEqual(byId(await tokens.list(accountId)), byId(others))
    })

    test('the findings of an examination are kept until the credential changes', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, credentials } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const credential = sampleCredential({ accountId, name: 'main' })
      await credentials.insert(credential)
      const findings = [{ check: 'keys', state: 'good', message: 'S3 knows the keys.' }] as const
      const examination = { at: sampleTime, bucket: 'my-bucket', state: 'good', findings } as const

      assert.equal(await credentials.keepExamination(credential, examination), true)
      assert.deepEqual(await credentials.findByName(accountId, 'main'), { ...credential, examination })

      await credentials.update({ ...credential, examination, sealedSecret: 'sealed anew' })
      assert.equal((await credentials.findByName(accountId, 'main'))?.examination, undefined)
      // The examination is about the former keys.
      assert.equal(await credentials.keepExamination(credential, examination), false)
      assert.equal((await credentials.findByName(accountId, 'main'))?.examination, undefined)
    })
  })
}

async function openAccount(database: Database) {
  const { id: accountId } = await database.accounts.ensure(sampleAccount())
  return { ...database, accountId }
}

function named(name: string, accountId: string): Credential {
  return sampleCredential({ accountId, name, isDefault: true })
}

async function listDefaults(credentials: CredentialRepository, accountId: string): Promise<string[]> {
  const listed = await credentials.list(accountId)
  return listed
    .filter(({ isDefault }) => isDefault)
    .map(({ name }) => name)
    .sort()
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => a.id.localeCompare(b.id))
}
