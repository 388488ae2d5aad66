import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { revokeToken } from './revoke-token.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('a token that is revoked again keeps the date of its first revocation', async () => {
  const { tokens, accountId } = admin.dependencies
  const { id, name } = sampleToken()
  await tokens.insert(sampleToken({ id, name, accountId }))

  const revoked = await admin.run(revokeToken, { id })
  const again = await admin.run(revokeToken, { id }, { clock: () => sampleTime + 5 })

  assert.deepEqual([revoked, again], Array(2).fill({ id, name, revokedAt: sampleTime }))
  assert.equal((await tokens.find(accountId, id))?.revokedAt, sampleTime)
})

test('a token of another account is not found', async () => {
  const { tokens, accounts } = admin.dependencies
  const { id: stranger } = await accounts.ensure(sampleAccount())
  const token = sampleToken({ accountId: stranger })
  await tokens.insert(token)

  const { code, message } = await beRefusedBy(admin.run(revokeToken, { id: token.id }))

  assert.equal(code, 'token_not_found')
  assert.equal(message, `There is no token ${token.id}; \`signpost token list\` shows them.`)
  assert.equal((await tokens.find(stranger, token.id))?.revokedAt, undefined)
})

test('a token in place of its id is refused, and the message does not repeat it', async () => {
  const { code, message } = await beRefusedBy(admin.run(revokeToken, { id: 'at_0123456789' }))

  assert.equal(code, 'invalid_request')
  assert.match(message, /must be the id of a token \(tok_…\), not the token/)
  assert.ok(!message.includes('at_0123456789'))
})
