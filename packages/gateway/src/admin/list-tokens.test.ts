import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createAdministration, type SampleAdministration } from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { listTokens } from './list-tokens.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('tokens are listed with their state, without hash and account', async () => {
  const { tokens, accountId } = admin.dependencies
  const limits = { allow: ['upload:*'], acls: ['public-read'], rate: '5/s' }
  const stored = [
    sampleToken({ accountId, createdAt: 1, limits }),
    sampleToken({ accountId, createdAt: 2, expiresAt: sampleTime }),
    sampleToken({ accountId, createdAt: 3, expiresAt: sampleTime + 1, lastUsedAt: 7 }),
    sampleToken({ accountId, createdAt: 4, expiresAt: sampleTime, revokedAt: 5 }),
  ]
  for (const token of stored) await tokens.insert(token)

  const page = await admin.run(listTokens, {})

  const states = ['active', 'expired', 'active', 'revoked']
  assert.deepEqual(
    page.tokens,
    stored.map(({ hash: _, accountId: __, ...token }, index) => ({ ...token, state: states[index] })),
  )
  assert.equal(page.nextCursor, null)
})

test('pages contain only the account’s tokens, 50 of them by default', async () => {
  const { tokens, accounts, accountId } = admin.dependencies
  const { id: stranger } = await accounts.ensure(sampleAccount())
  for (let index = 0; index < 51; index++) {
    for (const id of [accountId, stranger]) await tokens.insert(sampleToken({ accountId: id }))
  }

  const first = await admin.run(listTokens, {})
  const second = await admin.run(listTokens, { cursor: first.nextCursor ?? '' })

  assert.deepEqual([first.tokens.length, second.tokens.length, second.nextCursor], [50, 1, null])
  const ids = [...first.tokens, ...second.tokens].map(({ id }) => id)
  assert.deepEqual(
    ids,
    (await tokens.list(accountId)).map(({ id }) => id),
  )
})
