import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptPublishedSpelling, readQueryString } from './query-string.ts'
import { findApiToken, tokenParameter } from './read-request.ts'

for (const { authorization, query, token } of [
  { authorization: 'Bearer at_1', query: '', token: 'at_1' },
  { authorization: 'bearer   at_1 ', query: '', token: 'at_1' },
  { authorization: undefined, query: 'api_token=at_2', token: 'at_2' },
  { authorization: 'Bearer at_1', query: 'api_token=at_1', token: 'at_1' },
  { authorization: 'Bearer at_1', query: 'api_token=', token: 'at_1' },
  { authorization: 'Basic dXNlcjpwYXNz', query: 'api_token=at_2', token: 'at_2' },
  { authorization: undefined, query: '', token: undefined },
  { authorization: undefined, query: 'api_token=', token: undefined },
  { authorization: undefined, query: 'api_token=at_1&api_token=at_1', token: 'at_1' },
]) {
  test(`Authorization: ${authorization ?? '(none)'} and ?${query} give ${token ?? 'no token'}`, () => {
    const read = readQueryString(query, tokenParameter)
    const sent = findApiToken({ authorization }, read.apart, read.query)
    assert.deepEqual(sent, { token })
  })
}

test('the token stays out of the query, in any spelling and even when it occurs several times', () => {
  const { query, apart } = readQueryString('bucket=b&api_token=at_2&api%5Ftoken=at_3', tokenParameter)

  assert.deepEqual({ ...query }, { bucket: 'b' })
  assert.deepEqual(apart, ['at_2', 'at_3'])
})

for (const { query, key } of [
  { query: 'bucket=b&key_name/pdfs/report.pdf&acl=private', key: 'pdfs/report.pdf' },
  { query: 'key_name/report.pdf', key: 'report.pdf' },
  { query: 'key_name=pdfs/report.pdf', key: 'pdfs/report.pdf' },
  { query: 'key_name%2Fpdfs%2Freport.pdf', key: 'pdfs/report.pdf' },
  { query: 'key_name/a%20b+c%2Bd/%C3%BC', key: 'a b c+d/ü' },
  { query: 'key_name/a=b/c', key: 'a=b/c' },
  { query: 'key_name/aGVsbG8=', key: 'aGVsbG8=' },
  { query: 'key_name/a%3D', key: 'a=' },
  { query: 'key_name//leading', key: '/leading' },
  { query: 'key_name/', key: '' },
  { query: 'key_name=wins&key_name/other', key: 'wins' },
  { query: 'key_name/other&key_name=wins', key: 'wins' },
  { query: 'key_name&key_name/other', key: '' },
  { query: 'key_name/a&key_name/b', key: ['a', 'b'] },
  { query: 'my_key_name/a', key: undefined },
  { query: 'bucket=key_name/a', key: undefined },
  { query: 'bucket=b%26key_name/a', key: undefined },
  { query: '', key: undefined },
]) {
  test(`published spelling: ${query} means ${JSON.stringify(key)}`, () => {
    assert.deepEqual(readQueryString(acceptPublishedSpelling(query)).query.key_name, key)
  })
}

test('published spelling: the other parameters are unchanged', () => {
  const { query } = readQueryString(acceptPublishedSpelling('bucket=b&key_name/a&acl=private&expires_in=600'))

  assert.deepEqual({ ...query }, { bucket: 'b', key_name: 'a', acl: 'private', expires_in: '600' })
})
