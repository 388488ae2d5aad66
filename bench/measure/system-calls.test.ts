import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStraceSummary } from './system-calls.ts'

test('calls are counted by name, with and without errors', () => {
  const text = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 61.29    0.019000          38       500           epoll_wait
 38.71    0.012000           9      1321        12 read
  0.00    0.000000           0         4           pwrite64
------ ----------- ----------- --------- --------- ----------------
100.00    0.031000          16      1825        12 total
`
  assert.deepEqual(Object.fromEntries(parseStraceSummary(text)), { epoll_wait: 500, read: 1321, pwrite64: 4 })
  assert.equal(parseStraceSummary('').size, 0)
})
