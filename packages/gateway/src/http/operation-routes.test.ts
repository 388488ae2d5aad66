import assert from 'node:assert/strict'
import { test } from 'node:test'
import { echoParts } from '../../test/samples/echo-parts.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { operations } from '../operations/registry.ts'

const app = createSampleApp({ operations: [...operations, echoParts] })
const object = 'bucket=my-bucket&key_name=a.txt'

async function get(url: string) {
  const response = await app.inject({ url })
  return { status: response.statusCode, ...(response.json() as Answer) }
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>>
  readonly error?: {
    readonly code: string
    readonly details?: readonly { readonly parameter: string; readonly message: string }[]
  }
}

test('an operation with a path parameter answers in both URL formats', async () => {
  const inPath = await get(`/awss3/echo/abc/parts?${object}`)
  const inQuery = await get(`/awss3/echo/upload_id/parts?upload_id=abc&${object}`)

  assert.deepEqual(inPath.data, { bucket: 'my-bucket', key_name: 'a.txt', upload_id: 'abc' })
  assert.deepEqual(inQuery, inPath)
})

for (const { name, typed, decoded } of [
  { name: 'an encoded slash', typed: 'a%2Fb', decoded: 'a/b' },
  { name: 'a percent sign that was encoded once', typed: 'a%252Fb', decoded: 'a%2Fb' },
  { name: 'a plus, which is no space in a path', typed: 'a+b%2Bc', decoded: 'a+b+c' },
  { name: 'a question mark and a hash', typed: 'a%3Fb%23c', decoded: 'a?b#c' },
  { name: 'UTF-8', typed: '%C3%A4%F0%9F%98%80', decoded: 'ä😀' },
  { name: 'a semicolon', typed: 'a;b=c', decoded: 'a;b=c' },
]) {
  test(`a path parameter is decoded once: ${name}`, async () => {
    const { data } = await get(`/awss3/echo/${typed}/parts?${object}`)

    assert.equal(data?.upload_id, decoded)
  })
}

for (const broken of ['%', '%zz', '%ff', '%C3', '%ED%A0%80', 'a%2']) {
  test(`broken percent-encoding in a path gives 400: ${broken}`, async () => {
    const { status, error } = await get(`/awss3/echo/${broken}/parts?${object}`)

    assert.deepEqual([status, error?.code], [400, 'malformed_request'])
  })
}

test('a parameter that occurs both in the path and in the query is a 400 that names it', async () => {
  const { status, error } = await get(`/awss3/echo/abc/parts?upload_id=abc&${object}`)

  assert.equal(status, 400)
  assert.deepEqual(error?.details, [{ parameter: 'upload_id', message: '`upload_id` is given 2 times; give it once' }])
})

test('the old format without its parameter says that it is required', async () => {
  const { status, error } = await get(`/awss3/echo/upload_id/parts?${object}`)

  assert.equal(status, 400)
  assert.match(error?.details?.[0]?.message ?? '', /^`upload_id` is required/)
})

test('an empty path parameter gives 400', async () => {
  assert.equal((await get(`/awss3/echo//parts?${object}`)).status, 400)
})

test('a name from an object’s prototype is treated like any other unknown parameter', async () => {
  const { status, data } = await get(`/awss3/echo/__proto__/parts?${object}&constructor=1`)

  assert.equal(status, 200)
  assert.equal(data?.upload_id, '__proto__')
  assert.match(String(data?.warnings), /^`constructor` is ignored/)
})
