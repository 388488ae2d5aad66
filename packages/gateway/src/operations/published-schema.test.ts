import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { publishBounds, publishSchema } from './published-schema.ts'

test('a refinement is published as the bounds that it implies, and Signpost’s own keywords are not published', () => {
  const schema = Type.Refine(
    Type.String({ description: 'Name', 'x-rule': 'must be a name', ...publishBounds({ minLength: 3 }) }),
    (text) => text.length >= 3,
  )

  assert.deepEqual(publishSchema(schema), { type: 'string', description: 'Name', minLength: 3 })
})

test('an enum of texts gets the type that TypeBox leaves out', () => {
  assert.deepEqual(publishSchema(Type.Enum(['a', 'b'])), { type: 'string', enum: ['a', 'b'] })
})

test('properties that are named like keywords stay properties', () => {
  const schema = Type.Object({
    type: Type.Optional(Type.Enum(['upload', 'get'])),
    enum: Type.Optional(Type.String()),
    'x-extra': Type.Optional(Type.Integer()),
  })

  assert.deepEqual(publishSchema(schema), {
    type: 'object',
    properties: {
      type: { type: 'string', enum: ['upload', 'get'] },
      enum: { type: 'string' },
      'x-extra': { type: 'integer' },
    },
  })
})

test('values stay data, even with the names of keywords as their keys', () => {
  const schema = Type.Object({}, { default: { 'x-kept': 1, enum: ['a'] } })

  assert.deepEqual(publishSchema(schema).default, { 'x-kept': 1, enum: ['a'] })
})
