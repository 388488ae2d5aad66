import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRedisFailure } from './redis-failure.ts'

const url = 'redis://app:hunter%402@127.0.0.1:6379'

test('a failure is described by its code, or by its message', () => {
  assert.equal(describeRedisFailure(Object.assign(new Error(''), { code: 'ECONNREFUSED' }), url), 'ECONNREFUSED')
  assert.equal(describeRedisFailure(new Error('WRONGPASS invalid pair'), url), 'WRONGPASS invalid pair')
})

test('the description of a failure never contains the password', () => {
  const echo = "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'app' 'hunter@2'"

  assert.equal(describeRedisFailure(new Error(echo), url), "ERR unknown command 'HELLO'")
  assert.equal(describeRedisFailure(new Error(`bad hunter@2 in ${url}`), url), 'bad … in redis://app:…@127.0.0.1:6379')
  assert.equal(describeRedisFailure(new Error('not a URL: ://x'), '://x'), 'not a URL: …')
})
