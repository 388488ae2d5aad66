import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restrictionFields } from '../admin/token-record.ts'
import { describeLimits } from './token-limits.ts'

const limits = {
  allow: ['upload:my-bucket/*', 'list:*'],
  acls: ['public-read'],
  maxBytes: 5_000_000,
  contentTypes: ['image/*'],
  maxExpiresInSeconds: 3600,
  networks: ['10.0.0.0/8'],
  rate: '5/s',
}

test('every kind of limit is described', () => {
  assert.deepEqual(Object.keys(limits).sort(), Object.keys(restrictionFields).sort())
  assert.equal(
    describeLimits(limits, 'cred_1'),
    'upload:my-bucket/* list:*; ACLs public-read; up to 5MB; types image/*; URLs live 1h; from 10.0.0.0/8; 5/s; only with cred_1',
  )
})

for (const [name, limit] of Object.entries(limits)) {
  test(`a token whose only limit is ${name} is not described as one without limits`, () => {
    assert.notEqual(describeLimits({ [name]: limit }), 'none')
  })
}

test('a token without limits, without ACLs, without a rate', () => {
  assert.equal(describeLimits({}), 'none')
  assert.equal(describeLimits({ acls: [], rate: 'off' }), 'ACLs private; no rate')
})
