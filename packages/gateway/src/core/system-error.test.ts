import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { test } from 'node:test'
import { describeSystemError } from './system-error.ts'

test('a missing file is described without an error code', () => {
  assert.equal(describeSystemError(catchError(() => readFileSync('/no/such'))), '/no/such: no such file or directory')
})

test('so is a refused connection, and each of several errors', async () => {
  const refused = await new Promise<Error>((resolve) => connect(1, '127.0.0.1').once('error', resolve))

  assert.equal(describeSystemError(refused), '127.0.0.1:1: connection refused')
  const both = new AggregateError([refused, new Error('what else')])
  assert.equal(describeSystemError(both), '127.0.0.1:1: connection refused, what else')
})

test('the message of any other error is unchanged', () => {
  assert.equal(describeSystemError(Object.assign(new Error('as it is'), { code: 'SQLITE_BUSY' })), 'as it is')
})

function catchError(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  return assert.fail('It did not fail')
}
