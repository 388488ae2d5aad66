import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRule, type RuleSchema } from './schema-problems.ts'

for (const { schema, rule } of [
  { schema: { enum: ['get', 'upload'] }, rule: 'one of get, upload' },
  { schema: { type: 'integer', minimum: 1, maximum: 9 }, rule: 'a whole number from 1 to 9' },
  { schema: { type: 'integer', minimum: 1 }, rule: 'a whole number from 1' },
  { schema: { type: 'integer', maximum: 9 }, rule: 'a whole number up to 9' },
  { schema: { type: 'integer' }, rule: 'a whole number' },
  { schema: { type: 'string', minLength: 3, maxLength: 63 }, rule: 'text of 3 to 63 characters' },
  { schema: { type: 'string', minLength: 1 }, rule: undefined },
  { schema: { type: 'boolean' }, rule: 'true or false' },
  { schema: { type: 'array' }, rule: 'a list' },
  { schema: { type: 'array', minItems: 1, maxItems: 50 }, rule: 'a list of 1 to 50 entries' },
] satisfies { schema: RuleSchema; rule: string | undefined }[]) {
  test(`${JSON.stringify(schema)} asks for ${rule ?? 'something that only its own message can say'}`, () => {
    assert.equal(describeRule(schema), rule)
  })
}

test('the values of an enum can be quoted', () => {
  assert.equal(
    describeRule({ enum: ['get', 'upload'] }, (value) => `\`${value}\``),
    'one of `get`, `upload`',
  )
})
