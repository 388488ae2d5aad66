import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stubEnvironment } from '../test/stub-environment.ts'
import { withRetries } from './retry.ts'
import { readRetryAfter, SignpostError } from './signpost-error.ts'

const environment = () => stubEnvironment(() => ({}))

function failing(times: number, error: SignpostError) {
  let left = times
  return async () => {
    if (left-- > 0) throw error
    return 'done'
  }
}

test('the pauses double up to 30 s, and end with the last retry', async () => {
  const stub = environment()
  const error = new SignpostError('network_error', { message: 'gone', canRetry: true })

  await assert.rejects(withRetries(failing(99, error), { environment: stub, retries: 8 }), error)
  assert.deepEqual(stub.pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

test('the random part shortens a pause by at most half, and Retry-After is added before it', async () => {
  const stub = { ...environment(), random: () => 0 }
  const error = new SignpostError('rate_limited', { message: 'wait', canRetry: true, retryAfterMs: 7000 })

  assert.equal(await withRetries(failing(2, error), { environment: stub, retries: 8 }), 'done')
  assert.deepEqual(stub.pauses, [7250, 7500])
})

test('permanent errors are not retried; a CORS error is retried once', async () => {
  const stub = environment()
  const refused = new SignpostError('store_refused', { message: 'no', status: 403 })
  const cors = new SignpostError('bucket_cors', { message: 'CORS' })

  await assert.rejects(withRetries(failing(1, refused), { environment: stub, retries: 8 }), refused)
  assert.deepEqual(stub.pauses, [])
  assert.equal(await withRetries(failing(1, cors), { environment: stub, retries: 8 }), 'done')
  await assert.rejects(withRetries(failing(2, cors), { environment: stub, retries: 8 }), cors)
})

test('offline, nothing is tried until the network is back', async () => {
  const stub = environment()
  const error = new SignpostError('network_error', { message: 'gone', canRetry: true })
  let tries = 0
  const running = withRetries(
    async () => {
      if (tries++ === 0) {
        stub.setOnline(false)
        throw error
      }
      return 'done'
    },
    { environment: stub, retries: 1 },
  )
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  assert.equal(tries, 1)

  stub.setOnline(true)
  assert.equal(await running, 'done')
})

test('a signal ends a pause', async () => {
  const stub = { ...environment(), setTimer: () => () => {} }
  const stop = new AbortController()
  const error = new SignpostError('network_error', { message: 'gone', canRetry: true })
  const running = withRetries(failing(9, error), { environment: stub, retries: 9, signal: stop.signal })
  await new Promise(setImmediate)
  stop.abort(new Error('enough'))

  await assert.rejects(running, /enough/)
})

test('Retry-After is limited, because a timer that is too long would fire immediately', () => {
  const now = Date.parse('2026-01-15T12:00:00Z')
  assert.deepEqual(
    ['99999999999', 'Fri, 15 Jan 2126 12:00:00 GMT', '3600', '-1', 'soon'].map((value) => readRetryAfter(value, now)),
    [3_600_000, 3_600_000, 3_600_000, 0, undefined],
  )
})
