import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sampleAccount, sampleCredential, sampleTime, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

/** The contract's part about tokens. */
export function describeTokenContract({ makeDatabase }: DatabaseImplementation): void {
  describe('tokens', () => {
    test('a token is read back as it was stored, by its hash, by its id and in the list, oldest first', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, credentials, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const credential = sampleCredential({ accountId })
      await credentials.insert(credential)
      const full = sampleToken({
        accountId,
        name: 'full',
        limits: {
          allow: ['upload:my-bucket/ünïcödé "quoted"/*'],
          acls: ['public-read'],
          maxExpiresInSeconds: 60,
          networks: ['10.0.0.0/8'],
          rate: '5/s',
        },
        credentialId: credential.id,
        expiresAt: sampleTime + 1,
        revokedAt: sampleTime + 2,
        lastUsedAt: sampleTime + 3,
      })
      const plain = sampleToken({ accountId, createdAt: 1 })

      await tokens.insert(full)
      await tokens.insert(plain)

      assert.deepEqual(await tokens.findByHash(full.hash), full)
      assert.deepEqual(await tokens.find(accountId, full.id), full)
      assert.deepEqual(await tokens.list(accountId), [plain, full])
      assert.equal(await tokens.count(accountId), 2)
      assert.equal(await tokens.findByHash('0'.repeat(64)), undefined)
    })

    test('a subject has at most one unrevoked token across all accounts', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const [one, other] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      const token = sampleToken({ accountId: one.id, oidcSubject: 'alice' })
      const revoked = sampleToken({ accountId: other.id, oidcSubject: 'alice', revokedAt: 1 })
      await tokens.insert(token)
      await tokens.insert(revoked)
      assert.deepEqual(await tokens.findBySubject('alice'), token)
      assert.equal(await tokens.findBySubject('Alice'), undefined)
      await assert.rejects(tokens.insert(sampleToken({ accountId: other.id, oidcSubject: 'alice' })))

      const { oidcSubject: _, ...without } = token
      assert.ok(await tokens.update(without))
      assert.equal(await tokens.findBySubject('alice'), undefined)
      await tokens.insert(sampleToken({ accountId: other.id, oidcSubject: 'alice' }))
      await tokens.update({ ...without, oidcSubject: 'bob' })
      await tokens.revoke(one.id, token.id, 1)
      assert.equal(await tokens.findBySubject('bob'), undefined)
    })

    test('a token hash is unique', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const token = sampleToken({ accountId })
      await tokens.insert(token)

      await assert.rejects(tokens.insert(sampleToken({ accountId, hash: token.hash })))

      assert.deepEqual(await tokens.list(accountId), [token])
    })

    test('a token needs an existing account and, when it is bound, an existing credential', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())

      await assert.rejects(tokens.insert(sampleToken({ accountId: 'acc_none' })))
      await assert.rejects(tokens.insert(sampleToken({ accountId, credentialId: 'cred_none' })))
    })

    test('a token that is revoked again keeps its first revocation date', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const token = sampleToken({ accountId })
      await tokens.insert(token)

      assert.deepEqual(await tokens.revoke(accountId, token.id, 1000), { ...token, revokedAt: 1000 })
      assert.deepEqual(await tokens.revoke(accountId, token.id, 2000), { ...token, revokedAt: 1000 })

      assert.deepEqual(await tokens.findByHash(token.hash), { ...token, revokedAt: 1000 })
      assert.equal(await tokens.revoke(accountId, 'tok_none', 1000), undefined)
    })

    test('update replaces the name, limits and expiry of a token, and nothing else', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const token = sampleToken({ accountId, limits: { rate: '5/s' }, expiresAt: sampleTime + 1, lastUsedAt: 7 })
      await tokens.insert(token)
      const { expiresAt: _, ...kept } = token

      const changed = { ...kept, name: 'new', limits: { acls: ['public-read'] } }
      assert.equal(await tokens.update({ ...changed, hash: 'another', createdAt: 1, lastUsedAt: 9 }), true)
      assert.deepEqual(await tokens.find(accountId, token.id), changed)

      assert.equal(await tokens.update({ ...token, accountId: 'acc_none' }), false)
      await tokens.revoke(accountId, token.id, 1000)
      assert.equal(await tokens.update(token), false)
      assert.deepEqual(await tokens.find(accountId, token.id), { ...changed, revokedAt: 1000 })
    })

    test('insertIfAbsent stores a token unless its account has a valid one of the same name', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const [mine, other] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      const made = (fields = {}) => sampleToken({ accountId: mine.id, name: 'app', ...fields })
      await tokens.insert(made({ revokedAt: 1 }))
      await tokens.insert(made({ expiresAt: sampleTime }))
      await tokens.insert(made({ accountId: other.id }))
      await tokens.insert(made({ name: 'another' }))
      const first = made()

      assert.deepEqual(await tokens.insertIfAbsent(first), first)
      assert.deepEqual(await tokens.insertIfAbsent(made()), first)
      const younger = made({ createdAt: sampleTime + 1, expiresAt: sampleTime + 10 })
      await tokens.insert(younger)
      assert.deepEqual(await tokens.insertIfAbsent(made({ createdAt: sampleTime + 2 })), younger)
      assert.equal(await tokens.count(mine.id), 5)
    })

    test('touch records the last use of a token, and changes nothing else', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const [used, unused] = [sampleToken({ accountId, createdAt: 1 }), sampleToken({ accountId, createdAt: 2 })]
      await tokens.insert(used)
      await tokens.insert(unused)

      await tokens.touch(
        new Map([
          [used.id, 5000],
          ['tok_none', 5000],
        ]),
      )
      await tokens.touch(new Map([[used.id, 4000]]))
      await tokens.touch(new Map())

      assert.deepEqual(
        await tokens.list(accountId),
        [{ ...used, lastUsedAt: 5000 }, unused],
        'an earlier time does not replace a later one',
      )
    })

    test('accounts cannot see or revoke each other’s tokens', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const [mine, stranger] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      const token = sampleToken({ accountId: mine.id })
      await tokens.insert(token)

      assert.deepEqual(await tokens.list(stranger.id), [])
      assert.equal(await tokens.find(stranger.id, token.id), undefined)
      assert.equal(await tokens.count(stranger.id), 0)
      assert.equal(await tokens.revoke(stranger.id, token.id, 1000), undefined)
      assert.deepEqual(await tokens.findByHash(token.hash), token)
    })

    test('unrevoked tokens that expire within a period are listed, the next to expire first', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      const { id: strangerId } = await accounts.ensure(sampleAccount())
      const ends = [sampleTime, sampleTime + 3, sampleTime + 1, sampleTime + 2, undefined]
      for (const expiresAt of ends) {
        await tokens.insert(sampleToken({ accountId, ...(expiresAt === undefined ? {} : { expiresAt }) }))
      }
      await tokens.insert(sampleToken({ accountId, expiresAt: sampleTime + 1, revokedAt: sampleTime }))
      await tokens.insert(sampleToken({ accountId: strangerId, expiresAt: sampleTime + 1 }))

      const list = async (limit: number) =>
        (await tokens.listExpiring(accountId, { from: sampleTime, until: sampleTime + 2, limit })).map(
          ({ expiresAt = 0 }) => expiresAt - sampleTime,
        )
      assert.deepEqual(await list(9), [1, 2])
      assert.deepEqual(await list(1), [1])
    })
  })
}
