import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, describeFailure } from './app-error.ts'

test('the operator is told why the database does not answer', () => {
  const error = new AppError('unavailable', { cause: new Error('connect ECONNREFUSED 127.0.0.1:5432') })
  assert.match(describeFailure(error), / \(connect ECONNREFUSED 127\.0\.0\.1:5432\)$/)
})

for (const code of ['SQLITE_FULL', 'SQLITE_IOERR_WRITE']) {
  test(`${code} says where to look`, () => {
    const error = Object.assign(new Error('disk I/O error'), { code })
    assert.equal(
      describeFailure(error),
      'disk I/O error: look at the disk of the data directory (df -h), which may be full',
    )
  })
}

test('the message of any other error is unchanged', () => {
  assert.equal(describeFailure(new Error('no such file')), 'no such file')
})
