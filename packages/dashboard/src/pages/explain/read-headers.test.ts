import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHeaders } from './read-headers.ts'

test('headers are read as curl and browsers show them', () => {
  const text = `> PUT /my-bucket/a.png HTTP/1.1
> Host: s3.example.com
> Content-Type: image/png

x-amz-meta-a:  it's: 1
:authority: s3.example.com
`

  assert.deepEqual(readHeaders(text), {
    headers: { Host: 's3.example.com', 'Content-Type': 'image/png', 'x-amz-meta-a': "it's: 1" },
    problems: [],
  })
})

test('a line that is not a header is named', () => {
  assert.deepEqual(readHeaders('image/png').problems, ['image/png'])
  assert.deepEqual(readHeaders('').headers, {})
  assert.deepEqual({ ...readHeaders('__proto__: x').headers }, { ['__proto__']: 'x' })
})
