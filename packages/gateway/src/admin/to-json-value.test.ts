import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TSchema } from 'typebox'
import { acts } from './registry.ts'
import { toJsonValue } from './to-json-value.ts'

test('fields without a value are left out at every depth, and times are ISO 8601 with milliseconds', () => {
  const result = {
    at: 0,
    tokens: [{ createdAt: 1, expiresAt: null, lastUsedAt: undefined, name: 'a' }],
    nextCursor: null,
  }

  assert.deepEqual(toJsonValue(result), {
    at: '1970-01-01T00:00:00.000Z',
    tokens: [{ createdAt: '1970-01-01T00:00:00.001Z', name: 'a' }],
  })
})

test('a field that only looks like a time stays unchanged', () => {
  const value = { format: 1, stat: 2, at: 'noon', isDefault: false, count: 0, name: '', keys: [] }

  assert.deepEqual(toJsonValue(value), value)
})

for (const act of acts) {
  test(`the times of ${act.name} can be recognized by their names`, () => {
    for (const [name, schema] of listFields(act.result)) {
      const isTime = String(schema.description).endsWith('epoch milliseconds')
      assert.equal(isTime, /^at$|[a-z]At$/.test(name), name)
    }
  })
}

interface Keywords {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
  readonly anyOf?: readonly TSchema[]
}

/** Lists the fields of a schema that may be a number, with their names. */
function listFields(schema: TSchema, name = ''): [string, Keywords][] {
  const keywords = schema as Keywords
  const { properties = {}, items, anyOf = [] } = keywords
  return [
    ...(keywords.type === 'integer' || keywords.type === 'number'
      ? [[name, keywords] satisfies [string, Keywords]]
      : []),
    ...Object.entries(properties).flatMap(([field, inner]) => listFields(inner, field)),
    // A field that may also be a text is a cell of the audit log, whose times are texts already.
    ...(anyOf.some((one) => (one as Keywords).type === 'string')
      ? []
      : anyOf.flatMap((inner) => listFields(inner, name))),
    ...(items === undefined ? [] : listFields(items, name)),
  ]
}
