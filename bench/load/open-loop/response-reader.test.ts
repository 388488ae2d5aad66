import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createResponseReader } from './response-reader.ts'

const response = Buffer.from('HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 5\r\n\r\nhello')

test('a response may come in pieces, cut anywhere', () => {
  for (let cut = 1; cut < response.length; cut++) {
    const reader = createResponseReader()
    assert.equal(reader.read(response.subarray(0, cut)), undefined)
    assert.equal(reader.read(response.subarray(cut)), 200)
  }
})

test('responses may follow one after the other', () => {
  const reader = createResponseReader()
  assert.equal(reader.read(response), 200)
  assert.equal(reader.read(Buffer.from('HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n')), 429)
})

test('a response of unknown or wrong length is an error', () => {
  assert.throws(() => createResponseReader().read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /how long/)
  assert.throws(() => createResponseReader().read(Buffer.concat([response, response])), /longer/)
})
