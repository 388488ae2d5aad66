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

test('it keeps fifty, and an answer that comes after that changes nothing', () => {
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

test('whoever listens is told of each change, and no longer after that', () => {
  const log = createRequestLog()
  let calls = 0
  const stop = log.subscribe(() => calls++)

  log.record(request)(200)
  log.clear()
  stop()
  log.record(request)

  assert.equal(calls, 3)
})
