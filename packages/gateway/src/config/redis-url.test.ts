import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRedisUrlProblem } from './redis-url.ts'

for (const url of [
  'redis://127.0.0.1:6379',
  'redis://host',
  'rediss://user:p%40ss@host:6380/2',
  'redis://:pw@[::1]:6379/',
]) {
  test(`${url} is taken`, () => {
    assert.equal(findRedisUrlProblem(url), undefined)
  })
}

for (const url of [
  'host:6379',
  'http://host',
  'redis://u:hunter2%@host',
  'redis://:hunter2@host/zero',
  'redis:hunter2',
]) {
  test(`${url} is refused, and not repeated`, () => {
    const problem = findRedisUrlProblem(url) ?? ''

    assert.match(problem, /: write redis:\/\/user:password@host:6379/)
    assert.doesNotMatch(problem, /hunter2/)
  })
}
