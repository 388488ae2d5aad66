import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AdministrationEvent } from '../../src/core/administration-event.ts'
import type { AdministrationQuery } from '../../src/core/audit-ports.ts'
import type { Database } from '../../src/core/ports.ts'
import {
  sampleAccount,
  sampleAdministrationEvent,
  sampleCredential,
  sampleTime,
  sampleToken,
} from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

/** The contract's part about the log of administrative changes. */
export function describeAdministrationContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('log of administration', () => {
    test('an event is read back as it was recorded, with every optional field and with none', async () => {
      await using testDatabase = await makeDatabase()
      const { administration } = await testDatabase.open()
      const changes = [
        { field: 'region', from: 'eu-west-1', to: 'ünïcödé "quoted"' },
        { field: 'allow', from: null, to: ['upload:a/*'] },
        { field: 'isDefault', from: false, to: true },
      ]
      const full = sampleAdministrationEvent({ accountId: 'acc_1', changes })
      const { accountId: _, ...plain } = sampleAdministrationEvent({ at: sampleTime + 1, changes: [] })

      await administration.record(full)
      await administration.record(plain)

      const list = (order: 'newest' | 'oldest') => administration.list({ order, limit: 10 })
      assert.deepEqual(await list('oldest'), [
        { ...full, id: 1 },
        { ...plain, id: 2 },
      ])
      assert.deepEqual(
        (await list('newest')).map(({ id }) => id),
        [2, 1],
      )
    })

    test('filters narrow the list, and pages follow one another in order of time', async () => {
      await using testDatabase = await makeDatabase()
      const { administration } = await testDatabase.open()
      const target = { kind: 'token', id: 'tok_1', name: 'app' } as const
      for (const event of [
        sampleAdministrationEvent({ at: 20 }),
        sampleAdministrationEvent({ at: 10, accountId: 'acc_2', target }),
        sampleAdministrationEvent({ at: 20, target }),
        sampleAdministrationEvent({ at: 30 }),
      ]) {
        await administration.record(event)
      }
      const list = async (query: Partial<AdministrationQuery>) =>
        (await administration.list({ order: 'oldest', limit: 10, ...query })).map(({ id }) => id)

      assert.deepEqual(await list({}), [2, 1, 3, 4])
      assert.deepEqual(await list({ accountId: 'acc_1' }), [1, 3, 4])
      assert.deepEqual(await list({ targetId: 'tok_1' }), [2, 3])
      assert.deepEqual(await list({ since: 20, until: 30 }), [1, 3])
      assert.deepEqual(await list({ limit: 2 }), [2, 1])
      assert.deepEqual(await list({ limit: 2, after: { at: 20, id: 1 } }), [3, 4])
      assert.deepEqual(await list({ order: 'newest', after: { at: 20, id: 3 } }), [1, 2])
    })

    test('each change records its event, and a call that changes nothing records none', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const { accounts, credentials, tokens, vault } = database
      const account = sampleAccount({ name: 'mine' })
      const credential = sampleCredential({ accountId: account.id, name: 'main' })
      const token = sampleToken({ accountId: account.id, name: 'app' })
      const done: string[] = []
      const event = (act: string): AdministrationEvent => {
        done.push(act)
        return sampleAdministrationEvent({ act, accountId: account.id })
      }
      const refused = sampleAdministrationEvent({ act: 'refused' })

      assert.equal(await accounts.insert(account, event('insert account')), true)
      assert.equal(await accounts.insert(sampleAccount({ name: 'mine' }), refused), false)
      assert.equal(await accounts.rename(account.id, 'ours', event('rename account')), true)
      assert.equal(await accounts.rename(account.id, 'ours', refused), false)
      assert.equal(await credentials.insert(credential, event('insert credential')), true)
      assert.equal(await credentials.insert({ ...credential, id: 'cred_other' }, refused), false)
      assert.equal(await credentials.update({ ...credential, region: 'us-east-1' }, event('update credential')), true)
      assert.equal(await credentials.update({ ...credential, id: 'cred_none' }, refused), false)
      assert.equal(await credentials.rename(account.id, credential.id, 'first', event('rename credential')), true)
      assert.equal(await credentials.rename(account.id, 'cred_none', 'second', refused), false)
      await tokens.insert(token, event('insert token'))
      await assert.rejects(tokens.insert(token, refused))
      assert.deepEqual(await tokens.insertIfAbsent({ ...token, id: 'tok_other' }, refused), token)
      assert.equal(await tokens.update({ ...token, name: 'new' }, event('update token')), true)
      await tokens.revoke(account.id, token.id, 1000, event('revoke token'))
      await tokens.revoke(account.id, token.id, 2000, refused)
      assert.equal(await tokens.update(token, refused), false)
      await vault.exclusively(() => {}, event('exclusively'))
      await assert.rejects(vault.exclusively(() => assert.fail('the call must not run'), refused))
      assert.equal(await credentials.remove(account.id, 'first', event('remove credential')), true)
      assert.equal(await credentials.remove(account.id, 'first', refused), false)
      assert.equal(await accounts.remove(account.id, event('remove account')), true)
      assert.equal(await accounts.remove(account.id, refused), false)

      const entries = await database.administration.list({ order: 'oldest', limit: 100 })
      assert.deepEqual(
        entries.map(({ act }) => act),
        done,
      )
      assert.deepEqual(
        entries.map(({ id }) => id),
        done.map((_, index) => index + 1),
      )
    })

    test('concurrent changes each get a number of their own', async () => {
      await using testDatabase = await makeDatabase()
      const first = await testDatabase.open()
      const nodes = waitsAsynchronously ? [first, await testDatabase.open()] : [first, first]

      await Promise.all(Array.from({ length: 10 }, (_, index) => recordOn(nodes[index % 2] ?? first)))

      const entries = await first.administration.list({ order: 'oldest', limit: 100 })
      assert.deepEqual(
        entries.map(({ id }) => id).sort((a, b) => a - b),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      )
    })

    test('the oldest events are deleted, a few at a time; the newest stays, so no number is used again', async () => {
      await using testDatabase = await makeDatabase()
      const { administration } = await testDatabase.open()
      for (const at of [1, 2, 3, 4]) await administration.record(sampleAdministrationEvent({ at }))

      const deleted: number[] = []
      for (const time of [1, 100, 100, 100]) deleted.push(await administration.deleteBefore(time, 2))
      await administration.record(sampleAdministrationEvent())

      assert.deepEqual(deleted, [0, 2, 1, 0])
      assert.deepEqual(
        (await administration.list({ order: 'oldest', limit: 10 })).map(({ id }) => id),
        [4, 5],
      )
    })
  })
}

function recordOn({ administration }: Database): Promise<void> {
  return administration.record(sampleAdministrationEvent())
}
