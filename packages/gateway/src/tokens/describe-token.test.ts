import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAllowRule, parseAllowRule } from './allow-rule.ts'
import { describeToken } from './describe-token.ts'
import { narrowToken, prepareToken } from './verified-token.ts'

const stored = { id: 'tok_1', accountId: 'acc_1', name: 'a', hash: '', createdAt: 0 }

for (const rule of [
  'upload:my-bucket/incoming/*',
  'download:*',
  '*:assets-*/*',
  'list:my-bucket/*',
  'upload:b-1/a.txt',
]) {
  test(`a rule is written in the form in which it was read: ${rule}`, () => {
    assert.equal(formatAllowRule(parseAllowRule(rule)), rule)
  })
}

test('a token without rules may upload and download everything, but has no action that needs a rule', () => {
  const { actions, rules, within } = describeToken(prepareToken({ ...stored, limits: {} } as never))
  assert.deepEqual([actions, rules, within], [['upload', 'download'], ['*:*'], undefined])
})

test('a client token is described with its own rules, those of its API token, and what both allow', () => {
  const parent = prepareToken({
    ...stored,
    limits: { allow: ['upload:my-bucket/*', 'list:my-bucket/*'], maxBytes: 10 },
  } as never)
  const claims = {
    accountId: 'acc_1',
    parentId: 'tok_1',
    issuedAt: 0,
    expiresAt: 60_000,
    allow: ['*:my-bucket/a/*'],
    maxBytes: 20,
  }
  const { isClientToken, actions, rules, within, maxBytes, maxExpiresInSeconds } = describeToken(
    narrowToken(parent, claims, 'f'.repeat(64)),
  )
  assert.equal(isClientToken, true)
  assert.deepEqual(actions, ['upload'])
  assert.deepEqual([rules, within], [['*:my-bucket/a/*'], ['upload:my-bucket/*', 'list:my-bucket/*']])
  assert.deepEqual([maxBytes, maxExpiresInSeconds], [10, 60])
})
