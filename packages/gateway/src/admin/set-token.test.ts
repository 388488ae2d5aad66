import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleTime, sampleToken } from '../../test/samples/samples.ts'
import { createToken } from './create-token.ts'
import { setToken } from './set-token.ts'
import { showToken } from './show-token.ts'

let admin: SampleAdministration
let id: string
beforeEach(async () => {
  admin = await createAdministration()
  const limits = { allow: ['upload:my-bucket/*'], rate: '5/s' }
  id = (await admin.run(createToken, { name: 'app', ...limits, expiresAt: sampleTime + 60_000 })).id
})
afterEach(() => admin.close())

test('name, limits and end are changed, a limit is removed, the rest stays; old and new values are returned and recorded', async () => {
  const { changes } = await admin.run(setToken, {
    id,
    name: 'new',
    maxBytes: 5,
    expiresAt: sampleTime + 120_000,
    remove: ['rate'],
  })

  const shown = await admin.run(showToken, { id })
  assert.deepEqual(shown, {
    ...{ id, name: 'new', state: 'active', createdAt: sampleTime, expiresAt: sampleTime + 120_000 },
    limits: { allow: ['upload:my-bucket/*'], maxBytes: 5 },
  })
  const expected = [
    { field: 'name', from: 'app', to: 'new' },
    { field: 'rate', from: '5/s', to: null },
    { field: 'expiresAt', from: '2026-01-02T03:05:05.000Z', to: '2026-01-02T03:06:05.000Z' },
    { field: 'maxBytes', from: null, to: 5 },
  ]
  assert.deepEqual(changes, expected)
  const [event] = await admin.dependencies.administration.list({ order: 'newest', limit: 1 })
  assert.deepEqual([event?.act, event?.target.name, event?.changes], ['set_token', 'new', expected])
})

test('the end is removed; an edit without effect changes nothing and records no event', async () => {
  await admin.run(setToken, { id, remove: ['expiresAt'] })
  const { changes } = await admin.run(setToken, { id, rate: '5/s', remove: ['expiresAt'] })

  assert.deepEqual(changes, [])
  assert.equal((await admin.run(showToken, { id })).expiresAt, undefined)
  const events = await admin.dependencies.administration.list({ order: 'newest', limit: 9 })
  assert.deepEqual(
    events.map(({ act }) => act),
    ['set_token', 'create_token'],
  )
})

test('invalid edits are refused', async () => {
  const { tokens, accountId } = admin.dependencies
  const stranger = sampleToken({ accountId, revokedAt: 1 })
  await tokens.insert(stranger)
  const refuse = async (input: Parameters<typeof setToken.run>[0]) => {
    const { code, message } = await beRefusedBy(admin.run(setToken, input))
    return `${code}: ${message}`
  }

  assert.match(await refuse({ id }), /^invalid_request: The input changes nothing/)
  assert.match(await refuse({ id, rate: '1/s', remove: ['rate'] }), /`rate` must not be both set and removed/)
  assert.match(
    await refuse({ id, remove: ['nothing' as never] }),
    /^invalid_request: `remove\[0\]` must be one of allow/,
  )
  assert.match(await refuse({ id, expiresAt: sampleTime }), /`expiresAt` must be in the future/)
  assert.match(await refuse({ id, rate: 'fast' }), /`rate` is not a rate/)
  assert.match(await refuse({ id: stranger.id, rate: '1/s' }), /^not_changeable: .* is revoked, which cannot be undone/)
  assert.match(await refuse({ id: 'tok_none', rate: '1/s' }), /^token_not_found/)
})
