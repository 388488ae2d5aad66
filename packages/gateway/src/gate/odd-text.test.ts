import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import type { ValueSchema } from '../core/schema-problems.ts'
import { listOddTexts } from './odd-text.ts'

const fields = {
  key_name: Type.String(),
  type: Type.Optional(Type.String()),
  content_type: Type.Optional(Type.String()),
}
const schema = Type.Object({ ...fields, requests: Type.Optional(Type.Array(Type.Object(fields))) }) as ValueSchema

for (const [key_name, warning] of [
  ['my%20file.txt', '`key_name` looks encoded twice: it has `%20` in it, which is signed as these three characters'],
  ['a%2Fb', '`key_name` looks encoded twice: it has `%2F` in it, which is signed as these three characters'],
  ['100% sure', undefined],
  ['50%ab%zz', undefined],
  ['a.txt\n', '`key_name` ends with a line break, which is signed as a part of it'],
  ['a.txt ', '`key_name` ends with a blank, which is signed as a part of it'],
  [' a.txt', '`key_name` begins with a blank, which is signed as a part of it'],
  ['a b.txt', undefined],
  ['a&b=1', undefined],
  ['a&type=get', /^`key_name` has `&type=` in it/],
] as const) {
  test(`a tool encodes a value twice: ${JSON.stringify(key_name)}`, () => {
    const warnings = listOddTexts({ key_name }, schema)
    if (warning instanceof RegExp) assert.match(String(warnings), warning)
    else assert.deepEqual(warnings, warning === undefined ? [] : [warning])
  })
}

test('a tool encodes a value twice: inside a list, the warning names the place', () => {
  const warnings = listOddTexts({ key_name: 'a', requests: [{ key_name: 'a' }, { key_name: 'a%20b' }] }, schema)
  assert.match(String(warnings), /^`requests\[1\]\.key_name` looks encoded twice/)
})

test('a parameter that may contain percent-encoding gets no warning', () => {
  assert.deepEqual(listOddTexts({ key_name: 'a', content_type: "a; x*=UTF-8''%e2%82" }, schema), [])
})
