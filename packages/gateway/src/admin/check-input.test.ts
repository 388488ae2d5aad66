import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { beRefusedBy } from '../../test/samples/sample-administration.ts'
import { defineText } from '../core/define-text.ts'
import { createInputCheck, findFieldProblem } from './check-input.ts'
import { defineName } from './fields.ts'

const schema = Type.Object({
  name: defineName('Name of the thing'),
  even: Type.Optional(
    defineText({ description: 'An even text' }, (text) => (text.length % 2 === 0 ? undefined : 'must be even')),
  ),
  list: Type.Optional(Type.Array(Type.Enum(['a', 'b']), { description: 'Some letters' })),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9, description: 'How many' })),
})
const check = createInputCheck(schema)

test('valid input is returned without its undefined fields', () => {
  assert.deepEqual(check({ name: 'x', even: 'ab', list: undefined, count: undefined }), { name: 'x', even: 'ab' })
})

for (const { input, message } of [
  { input: {}, message: '`name` is required: name of the thing' },
  { input: { name: 'x', even: 'abc' }, message: '`even` must be even' },
  { input: { name: 'x', even: 5 }, message: '`even` must be text: an even text' },
  { input: { name: 'x', list: ['a', 'z'] }, message: '`list[1]` must be one of a, b' },
  { input: { name: 'x', list: 'a' }, message: '`list` must be a list' },
  { input: { name: 'x', count: 10 }, message: '`count` must be a whole number from 1 to 9' },
  { input: { name: 'x', counts: 1 }, message: '`counts` is not known; did you mean `count`?' },
  { input: { name: 'x', zzzzzz: 1 }, message: '`zzzzzz` is not known; the fields are name, even, list, count' },
  {
    input: { name: 'x', '<b>': 1 },
    message: 'A field with an unusual name is not known; the fields are name, even, list, count',
  },
  { input: null, message: 'The input must be an object' },
  { input: ['x'], message: 'The input must be an object' },
]) {
  test(`${JSON.stringify(input)}: ${message}`, async () => {
    assert.deepEqual(await refuse(input), { code: 'invalid_request', message })
  })
}

test('any input either passes or is refused as invalid', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (input) => {
      try {
        check(input)
      } catch {
        assert.equal((await refuse(input)).code, 'invalid_request')
      }
    }),
  )
})

test('a single field is checked by the same rules', () => {
  assert.equal(findFieldProblem(schema.properties.even, 'abc'), 'must be even')
  assert.equal(findFieldProblem(schema.properties.even, 'ab'), undefined)
})

function refuse(input: unknown) {
  return beRefusedBy((async () => check(input))())
}
