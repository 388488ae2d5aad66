import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeApiToken } from './api-token.ts'
import { readQueryString } from './query-string.ts'

for (const { authorization, query, token } of [
  { authorization: 'Bearer at_1', query: '', token: 'at_1' },
  { authorization: 'bearer   at_1 ', query: '', token: 'at_1' },
  { authorization: undefined, query: 'api_token=at_2', token: 'at_2' },
  { authorization: 'Bearer at_1', query: 'api_token=at_2', token: 'at_1' },
  { authorization: 'Basic dXNlcjpwYXNz', query: 'api_token=at_2', token: 'at_2' },
  { authorization: 'Basic dXNlcjpwYXNz', query: '', token: undefined },
  { authorization: 'Bearer', query: '', token: undefined },
  { authorization: 'Bearer at_1 at_2', query: '', token: undefined },
  { authorization: 'at_1', query: '', token: undefined },
  { authorization: undefined, query: '', token: undefined },
  { authorization: undefined, query: 'api_token=', token: '' },
  { authorization: undefined, query: 'api_token=at_1&api_token=at_2', token: 'at_1' },
]) {
  test(`Authorization: ${authorization ?? '(none)'} and ?${query} give ${token ?? 'no token'}`, () => {
    assert.equal(takeApiToken(authorization, readQueryString(query).query), token)
  })
}

test('the token leaves the query, wherever it was taken from', () => {
  for (const authorization of [undefined, 'Bearer at_1']) {
    const query = readQueryString('bucket=b&api_token=at_2&api_token=at_3').query
    takeApiToken(authorization, query)
    assert.deepEqual({ ...query }, { bucket: 'b' })
  }
})
