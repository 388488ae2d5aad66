import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readBody } from './read-body.ts'

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'

test('JSON objects and form fields are read, and a missing body is accepted', () => {
  assert.deepEqual(readBody(Buffer.from('{"a": [1, {"a": 2}], "ü": null}'), json), {
    json: { a: [1, { a: 2 }], ü: null },
  })
  assert.deepEqual(readBody(Buffer.from('{}'), 'Application/JSON; charset=utf-8'), { json: {} })
  const { form: fields } = readBody(Buffer.from('a=1+2&b=%2B&a=3'), form)
  assert.deepEqual({ ...fields }, { a: ['1 2', '3'], b: '+' })
  for (const contentType of [undefined, json, form, 'text/plain']) {
    assert.deepEqual(readBody(Buffer.alloc(0), contentType), {})
  }
})

for (const { body, contentType, code, message } of [
  { body: 'x', contentType: undefined, code: 'unsupported_media_type', message: undefined },
  { body: '{}', contentType: 'text/json', code: 'unsupported_media_type', message: undefined },
  { body: 'x', contentType: 'multipart/form-data; boundary=x', code: 'unsupported_media_type', message: undefined },
  { body: '{"a": }', contentType: json, code: 'malformed_body', message: /not JSON: reading failed at character 6/ },
  { body: '{"a": 1', contentType: json, code: 'malformed_body', message: /not JSON/ },
  { body: '{"a": 1} {}', contentType: json, code: 'malformed_body', message: /not JSON/ },
  { body: '// {}', contentType: json, code: 'malformed_body', message: /not JSON/ },
  { body: '[]', contentType: json, code: 'malformed_body', message: /must be a JSON object/ },
  { body: 'null', contentType: json, code: 'malformed_body', message: /must be a JSON object/ },
  { body: '"at_secret"', contentType: json, code: 'malformed_body', message: /must be a JSON object/ },
  {
    body: '{"a": 1, "b": {"a": 1}, "a": 2}',
    contentType: json,
    code: 'malformed_body',
    message: /twice, again at character 24/,
  },
  { body: '{"a": 1, "\\u0061": 1}', contentType: json, code: 'malformed_body', message: /twice, again at character 9/ },
  {
    body: `{"a": ${'['.repeat(17)}${']'.repeat(17)}}`,
    contentType: json,
    code: 'malformed_body',
    message: /more than 16 deep/,
  },
  {
    body: `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    contentType: json,
    code: 'malformed_body',
    message: /more than 16 deep/,
  },
  {
    body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    contentType: json,
    code: 'malformed_body',
    message: /not UTF-8/,
  },
  { body: 'a=%zz', contentType: form, code: 'malformed_body', message: /percent-encoding of the form/ },
]) {
  test(`${String(body).slice(0, 40)} as ${contentType} is refused: ${code}`, () => {
    const { unreadable, ...rest } = readBody(Buffer.from(body), contentType)
    assert.deepEqual(rest, {})
    assert.equal(unreadable?.code, code)
    if (message !== undefined) assert.match(unreadable?.message ?? '', message)
    assert.doesNotMatch(unreadable?.message ?? '', /secret/)
  })
}

test('a name from an object’s prototype is an ordinary name', () => {
  const { json: read } = readBody(Buffer.from('{"__proto__": {"polluted": 1}, "constructor": 2}'), json)
  assert.deepEqual(Object.keys(read ?? {}), ['__proto__', 'constructor'])
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('the output of JSON encoders is read back unchanged', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 })), (value) => {
      const text = JSON.stringify(value)
      assert.deepEqual(readBody(Buffer.from(text), json).json, JSON.parse(text))
    }),
  )
})

test('any bytes are either read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.constantFrom(json, form), (bytes, contentType) => {
      const read = readBody(Buffer.from(bytes), contentType)
      assert.equal(Object.keys(read).length, 1)
    }),
  )
})
