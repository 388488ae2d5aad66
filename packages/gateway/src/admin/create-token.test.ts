import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleTime } from '../../test/samples/samples.ts'
import { hashToken } from '../tokens/token-format.ts'
import { createToken } from './create-token.ts'
import { revokeToken } from './revoke-token.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('a token is shown only once, and is stored as its hash', async () => {
  const { tokens, accountId } = admin.dependencies
  const created = await admin.run(createToken, { name: 'app' })

  assert.deepEqual(created, {
    id: 'tok_1',
    name: 'app',
    token: `at_${'0'.repeat(33)}`,
    limits: {},
    expiresAt: null,
    sameName: [],
    isNew: true,
  })
  const stored = await tokens.find(accountId, created.id)
  assert.deepEqual(stored, {
    id: 'tok_1',
    accountId,
    name: 'app',
    hash: hashToken(created.token ?? assert.fail()),
    limits: {},
    createdAt: sampleTime,
  })
})

test('an active token of the same name is reported; an ended one, or one of another account, is not', async () => {
  const other = sampleAccount({ id: 'acc_other', name: 'other' })
  await admin.dependencies.accounts.insert(other)
  const first = await admin.run(createToken, { name: 'app' })
  const over = await admin.run(createToken, { name: 'app' })
  await admin.run(revokeToken, { id: over.id })
  await admin.run(createToken, { name: 'app' }, { accountId: other.id })
  await admin.run(createToken, { name: 'another' })

  assert.deepEqual((await admin.run(createToken, { name: 'app' })).sameName, [first.id])
})

test('the restrictions of a token are stored as they were sent, and undefined ones restrict nothing', async () => {
  const { tokens, accountId } = admin.dependencies
  const limits = {
    allow: ['upload:my-bucket/incoming/*'],
    acls: ['public-read'] as const,
    maxExpiresInSeconds: 120,
    maxBytes: 5_000_000,
    contentTypes: ['image/*', 'application/pdf'],
    networks: ['10.0.0.0/8'],
    rate: '50/s',
  }
  const input = { name: 'app', ...limits, expiresAt: sampleTime + 60_000 }

  const created = await admin.run(createToken, input)
  const plain = await admin.run(createToken, { name: 'plain', allow: undefined, rate: undefined })

  assert.deepEqual([created.limits, created.expiresAt], [limits, sampleTime + 60_000])
  assert.deepEqual((await tokens.find(accountId, created.id))?.limits, limits)
  assert.deepEqual((await tokens.find(accountId, plain.id))?.limits, {})
})

test('a token whose end has passed is not created', async () => {
  const { message } = await beRefusedBy(admin.run(createToken, { name: 'late', expiresAt: sampleTime }))

  assert.equal(message, '`expiresAt` must be in the future')
})

test('with `ifAbsent`, no token is created if an active one of that name exists', async () => {
  const made = await admin.run(createToken, { name: 'app', rate: '5/s', ifAbsent: true })
  const again = await admin.run(createToken, { name: 'app', rate: '9/s', ifAbsent: true })
  await admin.dependencies.tokens.revoke('acc_mine', made.id, 1)
  const anew = await admin.run(createToken, { name: 'app', ifAbsent: true })

  assert.deepEqual([made.isNew, again.isNew, anew.isNew], [true, false, true])
  assert.deepEqual([again.id, again.token, again.limits], [made.id, null, { rate: '5/s' }])
  const events = await admin.dependencies.administration.list({ order: 'oldest', limit: 9 })
  assert.equal(events.length, 2)
})

test('every problem is reported with its place in the input', async () => {
  const { code, message } = await beRefusedBy(
    admin.run(createToken, {
      name: 'no/name',
      allow: ['upload:my-bucket/*', 'my-bucket/*', 'upload:a*b/x'],
      acls: ['everyone' as never],
      maxExpiresInSeconds: 604_801,
      maxBytes: 0,
      contentTypes: ['image/*', '*/*'],
      networks: ['10.0.0.0/33'],
      rate: 'fast',
      expiresAt: 0.5,
    }),
  )

  assert.equal(code, 'invalid_request')
  assert.deepEqual(
    message.split('\n').map((problem) => /^`([^`]+)`/.exec(problem)?.[1]),
    [
      ...['name', 'allow[1]', 'allow[2]', 'acls[0]', 'maxExpiresInSeconds', 'maxBytes', 'contentTypes[1]'],
      ...['networks[0]', 'rate', 'expiresAt'],
    ],
  )
  for (const rule of [
    /^`allow\[1\]` has no action: write action:bucket/m,
    /^`acls\[0\]` must be one of private, public-read/m,
    /from 1 to 604800: S3 accepts 7 days \(7d\) at most$/m,
    /^`maxBytes` must be a whole number of bytes, 1 or more$/m,
    /^`contentTypes\[1\]` is not a content type: write image\/png, or image\/\* for every image/m,
    /^`networks\[0\]` is not a network: write 10\.0\.0\.0\/8/m,
    /^`rate` is not a rate/m,
  ]) {
    assert.match(message, rule)
  }
  assert.equal(await admin.dependencies.tokens.count('acc_mine'), 0)
})
