import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFieldChange, describeFieldChanges, formatDuration, formatFieldValue } from './describe-fields.ts'

for (const [field, value, text] of [
  ['maxExpiresInSeconds', 3600, '1h'],
  ['maxExpiresInSeconds', 90, '90s'],
  ['maxBytes', 5_000_000, '5MB'],
  ['expiresAt', Date.UTC(2026, 0, 2, 3, 4, 5), '2026-01-02 03:04:05 UTC'],
  ['expiresAt', '2026-01-02T03:04:05.000Z', '2026-01-02 03:04:05 UTC'],
  ['allow', ['upload:a/*', 'download:b/*'], 'upload:a/* download:b/*'],
  ['bucketPatterns', [], 'none'],
  ['isDefault', false, 'no'],
  ['source', { from: 'assume-role', roleArn: 'arn:x' }, 'from assume-role, role arn arn:x'],
  ['cors of my-bucket', [{ methods: ['PUT', 'GET'] }], '{"methods":["PUT","GET"]}'],
  ['source', { from: { profile: 'x' } }, 'from {"profile":"x"}'],
  ['region', null, 'none'],
] as const) {
  test(`${field} ${JSON.stringify(value)} is shown as ${text}`, () => {
    assert.equal(formatFieldValue(field, value), text)
  })
}

test('a changed field has an arrow; a created or removed record has none', () => {
  const region = { field: 'region', from: 'a', to: 'b' }
  const limit = { field: 'maxBytes', from: null, to: 5 }

  assert.equal(describeFieldChange(limit), 'maximum upload size: none → 5B')
  assert.equal(describeFieldChanges([region, limit]), 'region: a → b; maximum upload size: none → 5B')
  assert.equal(describeFieldChanges([limit]), 'maximum upload size: 5B')
  assert.equal(describeFieldChanges([{ ...region, to: null }]), 'region: a')
  assert.equal(describeFieldChanges([]), '-')
})

test('a duration is in the largest unit that expresses it exactly', () => {
  assert.deepEqual([1, 60, 5400, 7200, 7_776_000].map(formatDuration), ['1s', '1m', '90m', '2h', '90d'])
})
