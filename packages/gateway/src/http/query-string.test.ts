import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { queryOf, readQueryString, toOriginForm } from './query-string.ts'

for (const { text, query } of [
  { text: '', query: {} },
  { text: 'a=1&b=2', query: { a: '1', b: '2' } },
  { text: 'a=1+2', query: { a: '1 2' } },
  { text: 'a=1%2B2', query: { a: '1+2' } },
  { text: 'a=1%202', query: { a: '1 2' } },
  { text: 'a+b=c', query: { 'a b': 'c' } },
  { text: 'a=b=c==', query: { a: 'b=c==' } },
  { text: 'a=%26%3D%23%3F', query: { a: '&=#?' } },
  { text: 'a=%252F', query: { a: '%2F' } },
  { text: 'a=pdfs/report.pdf', query: { a: 'pdfs/report.pdf' } },
  { text: 'a=%C3%BC%F0%9F%9A%80', query: { a: 'ü🚀' } },
  { text: 'a', query: { a: '' } },
  { text: 'a=', query: { a: '' } },
  { text: '=a', query: { '': 'a' } },
  { text: '&&a=1&', query: { a: '1' } },
  { text: 'a=1&a=2&a=3', query: { a: ['1', '2', '3'] } },
  { text: 'a=1&%61=2', query: { a: ['1', '2'] } },
]) {
  test(`"${text}" is read as ${JSON.stringify(query)}`, () => {
    const read = readQueryString(text)
    assert.deepEqual({ ...read.query }, query)
    assert.equal(read.isMalformed, false)
  })
}

for (const [target, form] of [
  ['/a?b=http://c/d', '/a?b=http://c/d'],
  ['http://example.com/a/b?c=d', '/a/b?c=d'],
  ['HTTPS://[::1]:8080/uppy/ct_a/s3', '/uppy/ct_a/s3'],
  ['http://example.com', '/'],
  ['http://example.com?a=b', '/?a=b'],
  ['*', '*'],
] as const) {
  test(`the target ${target} is ${form}, whatever host it names`, () => assert.equal(toOriginForm(target), form))
}

test('names with a meaning in JavaScript are ordinary names', () => {
  const { query } = readQueryString('__proto__=a&constructor=b&toString=c&__proto__=d')

  assert.deepEqual(Reflect.ownKeys(Object.getPrototypeOf(query)), [])
  assert.equal(Object.getPrototypeOf(Object.getPrototypeOf(query)), null)
  assert.deepEqual(Object.keys(query), ['__proto__', 'constructor', 'toString'])
  assert.deepEqual(Object.entries(query)[0], ['__proto__', ['a', 'd']])
  assert.equal(({} as Record<string, unknown>).a, undefined)
})

for (const text of ['a=%', 'a=%2', 'a=%zz', 'a=%ff', 'a=%C3', 'a=%C3%28', 'a=%ED%A0%80', '%=a', 'a=1&b=%', 'a=100%']) {
  test(`"${text}" is refused instead of being guessed at`, () => {
    const { query, isMalformed } = readQueryString(text)
    assert.equal(isMalformed, true)
    assert.deepEqual({ ...query }, text.startsWith('a=1&') ? { a: '1' } : {})
  })
}

test('what encodeURIComponent and URLSearchParams write is read back', () => {
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(readQueryString(`a=${encodeURIComponent(value)}&b=1`).query.a, value)
      assert.equal(readQueryString(new URLSearchParams({ a: value }).toString()).query.a, value)
    }),
  )
})

test('the query begins at the first question mark', () => {
  assert.equal(queryOf('/path'), '')
  assert.equal(queryOf('/path?'), '')
  assert.equal(queryOf('/path?a=b?c'), 'a=b?c')
})
