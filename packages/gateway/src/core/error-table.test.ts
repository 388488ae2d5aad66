import assert from 'node:assert/strict'
import { STATUS_CODES } from 'node:http'
import { test } from 'node:test'
import { AppError } from './app-error.ts'
import { errorTable } from './error-table.ts'

for (const [code, entry] of Object.entries(errorTable)) {
  test(`${code} has a valid name, status and texts`, () => {
    assert.match(code, /^[a-z]+(_[a-z]+)+$|^[a-z]+$/)
    assert.ok(
      [4, 5].includes(Math.floor(entry.status / 100)) && STATUS_CODES[entry.status] !== undefined,
      String(entry.status),
    )
    for (const text of [entry.message, entry.cause, entry.whatToDo]) assert.match(text, /^[A-Z`].*\.$/s)
  })
}

test('an error takes its status and message from the table', () => {
  const error = new AppError('token_expired')

  assert.deepEqual([error.code, error.status, error.message], ['token_expired', 401, 'The API token has expired.'])
  assert.equal(error.details, undefined)
  assert.ok(!('cause' in error))
})

test('an error can say more than the table, and keeps its cause', () => {
  const cause = new Error('inner')
  const details = [{ parameter: 'bucket', message: 'is wrong' }]
  const error = new AppError('invalid_request', { message: 'Look.', details, headers: { allow: 'GET' }, cause })

  assert.deepEqual(
    [error.message, error.details, error.headers, error.cause],
    ['Look.', details, { allow: 'GET' }, cause],
  )
})
