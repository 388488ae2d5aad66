import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeAct, describeObject, describeValue } from './describe-event.ts'

test('an object is described by its bucket and key, if present', () => {
  assert.equal(describeObject({ bucket: 'photos', key: 'a.png' }), 'photos/a.png')
  assert.equal(describeObject({ bucket: 'photos' }), 'photos')
  assert.equal(describeObject({}), '')
})

test('an act is described in words', () => {
  assert.equal(describeAct('add_credential'), 'Add credential')
})

for (const [value, field, text] of [
  [null, 'acls', 'none'],
  [undefined, 'acls', 'none'],
  [[], 'allow', 'none'],
  [['a', 'b'], 'allow', 'a, b'],
  [false, 'isDefault', 'false'],
  [0, 'maxBytes', '0'],
  [1_795_687_200_000, 'expiresAt', '2026-11-26T10:00:00.000Z'],
  [1_795_687_200_000, 'maxBytes', '1795687200000'],
  ['2026-11-26T10:00:00Z', 'expiresAt', '2026-11-26T10:00:00Z'],
  [{ from: 'instance' }, 'source', '{"from":"instance"}'],
] as const) {
  test(`the value ${JSON.stringify(value)} of ${field} is ${text}`, () => {
    assert.equal(describeValue(value, field), text)
  })
}
