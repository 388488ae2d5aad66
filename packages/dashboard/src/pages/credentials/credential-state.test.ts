import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeStates, type ListedCredential } from './credential-state.ts'

const now = Date.UTC(2026, 0, 15)
const good: ListedCredential = {
  id: 'cred_1',
  name: 'mine',
  region: 'eu-central-1',
  preset: 'aws',
  signatureVersion: 'v4',
  accessKeyId: 'AKID',
  bucketPatterns: [],
  isDefault: true,
  isSandbox: false,
  createdAt: '2026-01-01T00:00:00Z',
  secret: 'good',
}
const renewed = { source: { from: 'instance' } } as const

for (const [what, fields, labels] of [
  ['nothing', {}, ['Good']],
  ['an end that is far', { expiresAt: '2026-02-15T00:00:00Z' }, ['Good']],
  ['an end that is near', { expiresAt: '2026-01-16T00:00:00Z' }, ['Expires soon']],
  ['an end that has come', { expiresAt: '2026-01-15T00:00:00Z' }, ['Expired']],
  ['a near end, but it renews itself', { expiresAt: '2026-01-15T01:00:00Z', ...renewed }, ['Good']],
  ['an open store', { guard: 'open' }, ['Open store: no uploads']],
  ['an open store that is accepted', { guard: 'open', acceptsOpenStore: true }, ['Open store, accepted']],
  ['an open store, with keys for uploads alone', { guard: 'open', actions: ['upload'] }, ['Good']],
  ['an open store that gets no uploads anyway', { guard: 'open', actions: ['download'] }, ['Good']],
  [
    'two problems, the worse one first',
    { guard: 'open', secret: 'tampered' },
    ['The secret cannot be decrypted', 'Open store: no uploads'],
  ],
] as const) {
  test(`the state of a credential with ${what}`, () => {
    const states = describeStates({ ...good, ...fields } as ListedCredential, now)

    assert.deepEqual(
      states.map(({ label }) => label),
      labels,
    )
  })
}

test('the result of the last test is reported', () => {
  const examination = { at: '2026-01-14T00:00:00Z', state: 'bad', findings: [] } as const

  assert.equal(describeStates({ ...good, examination }, now)[0]?.state, 'bad')
  assert.equal(describeStates({ ...good, examination: { ...examination, state: 'good' } }, now)[0]?.label, 'Good')
})
