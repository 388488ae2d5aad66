import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError } from 'pg'
import { AppError } from '../core/app-error.ts'
import { ConnectionLoss, endsConnection, isRowFailure, toDatabaseError } from './database-failure.ts'

for (const { name, failure, ends } of [
  { name: 'a connection that was refused', failure: new ConnectionLoss(new Error('connect ECONNREFUSED')), ends: true },
  { name: 'a server that shuts down', failure: answerWith('57P01'), ends: true },
  { name: 'a server that starts up', failure: answerWith('57P03'), ends: true },
  { name: 'a standby that only reads', failure: answerWith('25006'), ends: true },
  { name: 'a statement that took too long', failure: answerWith('57014'), ends: false },
  { name: 'a disk that is full', failure: answerWith('53100'), ends: false },
  { name: 'a deadlock', failure: answerWith('40P01'), ends: false },
  { name: 'a SQLite database that is locked', failure: sqliteFailure('SQLITE_BUSY') },
  { name: 'a SQLite disk that is full', failure: sqliteFailure('SQLITE_FULL') },
  { name: 'a SQLite disk that cannot be read', failure: sqliteFailure('SQLITE_IOERR_READ') },
]) {
  test(`${name} is an outage that may pass`, () => {
    const error = toDatabaseError(failure) as AppError

    assert.equal(error.code, 'unavailable')
    assert.equal(error.message, 'The database does not answer.', 'no detail for clients')
    assert.equal(error.cause, failure)
    if (ends !== undefined) assert.equal(endsConnection(failure), ends)
  })
}

for (const { name, failure } of [
  { name: 'a statement that is wrong', failure: answerWith('42601') },
  { name: 'a row that exists already', failure: answerWith('23505') },
  { name: 'a SQLite constraint', failure: sqliteFailure('SQLITE_CONSTRAINT_UNIQUE') },
  { name: 'a bug', failure: new TypeError('undefined is not a function') },
  { name: 'an error of ours', failure: new AppError('token_unknown') },
]) {
  test(`${name} is no outage`, () => {
    assert.equal(toDatabaseError(failure), failure)
  })
}

test('the message of an attempt on several addresses names each', () => {
  const attempts = new AggregateError([
    new Error('connect ECONNREFUSED ::1'),
    new Error('connect ECONNREFUSED 127.0.0.1'),
  ])

  assert.equal(new ConnectionLoss(attempts).message, 'connect ECONNREFUSED ::1, connect ECONNREFUSED 127.0.0.1')
})

function answerWith(code: string): Error {
  return Object.assign(new DatabaseError('said the server', 0, 'error'), { code, severity: 'ERROR' })
}

function sqliteFailure(code: string): Error {
  return Object.assign(new Error('said SQLite'), { code })
}

test('a text that PostgreSQL cannot store is a fault of the request, and of one row', () => {
  const failure = answerWith('22021')
  const error = toDatabaseError(failure) as AppError
  assert.equal(error.code, 'invalid_request')
  assert.equal(error.cause, failure)
  assert.ok(isRowFailure(error) && isRowFailure(failure))
})
