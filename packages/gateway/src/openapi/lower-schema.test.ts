import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lowerSchema } from './lower-schema.ts'

const cases = [
  { name: 'const', schema: { type: 'integer', const: 400 }, lowered: { type: 'integer', enum: [400] } },
  { name: 'null alone', schema: { type: 'null' }, lowered: { enum: [null] } },
  {
    name: 'a choice with null',
    schema: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
    lowered: { type: 'string', minLength: 1, nullable: true },
  },
  {
    name: 'a reference or null',
    schema: { anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] },
    lowered: { anyOf: [{ $ref: '#/components/schemas/A' }, { enum: [null] }] },
  },
  {
    name: 'a choice between two and null',
    schema: { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    lowered: { anyOf: [{ type: 'string' }, { type: 'integer' }, { enum: [null] }] },
  },
  {
    name: 'a record',
    schema: { type: 'object', patternProperties: { '^.*$': { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
    lowered: { type: 'object', additionalProperties: { type: 'string', nullable: true } },
  },
  {
    name: 'nested schemas',
    schema: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: { const: 1 } }, const: { type: 'integer', const: 2 } },
      additionalProperties: { const: 3 },
    },
    lowered: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: { enum: [1] } }, const: { type: 'integer', enum: [2] } },
      additionalProperties: { enum: [3] },
    },
  },
]

for (const { name, schema, lowered } of cases) {
  test(`OpenAPI 3.0: ${name}`, () => {
    assert.deepEqual(lowerSchema(schema), lowered)
  })
}

for (const schema of [
  { $defs: {} },
  { if: {} },
  { prefixItems: [] },
  { exclusiveMinimum: 1 },
  { $ref: '#/components/schemas/A', description: 'An A' },
  { type: 'object', patternProperties: { '^x-': {} } },
  { type: ['string', 'null'] },
]) {
  test(`OpenAPI 3.0 has nothing for ${JSON.stringify(schema)}, so it is refused`, () => {
    assert.throws(() => lowerSchema(schema), /OpenAPI 3\.0 has nothing/)
  })
}
