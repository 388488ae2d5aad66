import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lowerSchema } from './lower-schema.ts'

const cases = [
  { name: 'const', schema: { type: 'integer', const: 400 }, lowered: { type: 'integer', enum: [400] } },
  {
    name: 'examples',
    schema: { type: 'string', examples: ['a', 'b'] },
    lowered: { type: 'string', example: 'a' },
  },
  { name: 'a type or null', schema: { type: ['string', 'null'] }, lowered: { type: 'string', nullable: true } },
  {
    name: 'several types',
    schema: { type: ['string', 'integer', 'null'] },
    lowered: {
      anyOf: [
        { type: 'string', nullable: true },
        { type: 'integer', nullable: true },
      ],
    },
  },
  { name: 'null alone', schema: { type: 'null' }, lowered: { enum: [null] } },
  {
    name: 'a choice with null',
    schema: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
    lowered: { type: 'string', minLength: 1, nullable: true },
  },
  {
    name: 'a reference or null',
    schema: { oneOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] },
    lowered: { anyOf: [{ $ref: '#/components/schemas/A' }, { enum: [null] }] },
  },
  {
    name: 'a choice between two and null',
    schema: { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    lowered: { anyOf: [{ type: 'string' }, { type: 'integer' }, { enum: [null] }] },
  },
  {
    name: 'an exclusive bound',
    schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 },
    lowered: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  },
  {
    name: 'an exclusive bound that is the stricter one, whatever the order',
    schema: { exclusiveMinimum: 5, minimum: 5 },
    lowered: { minimum: 5, exclusiveMinimum: true },
  },
  {
    name: 'an exclusive bound that is not the stricter one',
    schema: { minimum: 5, exclusiveMinimum: 3, maximum: 7, exclusiveMaximum: 9 },
    lowered: { minimum: 5, maximum: 7 },
  },
  {
    name: 'a record',
    schema: { type: 'object', patternProperties: { '^.*$': { type: ['string', 'null'] } } },
    lowered: { type: 'object', additionalProperties: { type: 'string', nullable: true } },
  },
  {
    name: 'siblings of a reference',
    schema: { $ref: '#/components/schemas/A', description: 'An A' },
    lowered: { allOf: [{ $ref: '#/components/schemas/A' }], description: 'An A' },
  },
  {
    name: 'base64',
    schema: { type: 'string', contentEncoding: 'base64' },
    lowered: { type: 'string', format: 'byte' },
  },
  {
    name: 'what is inside',
    schema: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: { const: 1 } }, const: { not: { const: 2 } } },
      additionalProperties: { const: 3 },
      allOf: [{ const: 4 }],
    },
    lowered: {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: { enum: [1] } }, const: { not: { enum: [2] } } },
      additionalProperties: { enum: [3] },
      allOf: [{ enum: [4] }],
    },
  },
]

for (const { name, schema, lowered } of cases) {
  test(`OpenAPI 3.0: ${name}`, () => {
    assert.deepEqual(lowerSchema(schema), lowered)
  })
}

test('OpenAPI 3.0: true and false', () => {
  assert.deepEqual(lowerSchema(true), {})
  assert.deepEqual(lowerSchema(false), { not: {} })
})

for (const schema of [
  { $defs: {} },
  { if: {} },
  { prefixItems: [] },
  { contentEncoding: 'base32' },
  { type: 'object', patternProperties: { '^x-': {} } },
  { type: ['string', 'integer'], anyOf: [{ minimum: 1 }] },
]) {
  test(`OpenAPI 3.0 has nothing for ${JSON.stringify(schema)}, so it is refused`, () => {
    assert.throws(() => lowerSchema(schema), /OpenAPI 3\.0 has nothing/)
  })
}
