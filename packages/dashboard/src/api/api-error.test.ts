import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameField, toSentence } from './api-error.ts'

for (const [message, sentence] of [
  ['`rate` is not a rate: write 50/s', 'It is not a rate: write 50/s.'],
  [
    '`allow[0]` can never match: the bucket must have 3 characters',
    'It can never match: the bucket must have 3 characters.',
  ],
  ['must not be empty', 'Must not be empty.'],
  ['What is that?', 'What is that?'],
] as const) {
  test(`"${message}" becomes a sentence beside its field`, () => {
    assert.equal(toSentence(message), sentence)
  })
}

test('a problem of a part of a field belongs to the field', () => {
  assert.equal(nameField('allow[0].bucket'), 'allow')
  assert.equal(nameField('name'), 'name')
})
