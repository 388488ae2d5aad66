import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptPublishedSpelling } from './published-spelling.ts'
import { readQueryString } from './query-string.ts'

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

test('published spelling: the other parameters stay as they are', () => {
  const { query } = readQueryString(acceptPublishedSpelling('bucket=b&key_name/a&acl=private&expires_in=600'))

  assert.deepEqual({ ...query }, { bucket: 'b', key_name: 'a', acl: 'private', expires_in: '600' })
})
