import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toReasonPhrase } from './reason-phrase.ts'

test('a reason phrase is one short line of ASCII', () => {
  assert.equal(toReasonPhrase('`key` must be “x”, not ct_…'), 'key must be "x", not ct_...')
  assert.equal(toReasonPhrase('a\r\nSet-Cookie: x=1\tü\u0000'), 'a Set-Cookie: x=1')
  const long = toReasonPhrase('word '.repeat(200))
  assert.ok(long.length === 400 && long.endsWith('...'))
})
