import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRequestLog } from './request-log.ts'

const request = { method: 'GET', url: 'https://a/', headers: {} }

test('the newest request is the first, and gets the status of its answer', () => {
  const log = createRequestLog()
  const first = log.record(request)
  log.record({ ...request, method: 'PUT' })
  const before = log.requests

  first(204)

  assert.deepEqual(
    log.requests.map(({ method, status }) => [method, status]),
    [
      ['PUT', undefined],
      ['GET', 204],
    ],
  )
  assert.notEqual(log.requests, before)
})

test('it keeps fifty requests, and an answer to a dropped request changes nothing', () => {
  const log = createRequestLog()
  const first = log.record(request)
  for (let count = 0; count < 60; count++) log.record(request)

  first(200)

  assert.equal(log.requests.length, 50)
  assert.equal(
    log.requests.some(({ status }) => status !== undefined),
    false,
  )
})

test('a listener is called for each change until it unsubscribes', () => {
  const log = createRequestLog()
  let calls = 0
  const stop = log.subscribe(() => calls++)

  log.record(request)(200)
  log.clear()
  stop()
  log.record(request)

  assert.equal(calls, 3)
})
