import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLoadSummary } from './load-result.ts'

const order = { origin: 'http://127.0.0.1:1', targetsFile: 'x', connections: 1, seconds: 1 }
const numbers = { requests: 10, requestsPerSecond: 5, p50Ms: 1, p99Ms: 2, p999Ms: 3 }

test('the result is the last line', () => {
  const output = `Running 1s test\n${JSON.stringify({ ...numbers, failures: 0 })}\n`
  assert.deepEqual(readLoadSummary(output, order), numbers)
})

test('a run with failures has no result', () => {
  assert.throws(() => readLoadSummary(JSON.stringify({ ...numbers, failures: 1 }), order), /1 of 10 requests/)
  assert.throws(() => readLoadSummary(JSON.stringify({ ...numbers, requests: 0, failures: 0 }), order), /0 of 0/)
})
