import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, loadConfig } from './load-config.ts'

test('wrong rates, proxies and Redis URLs are configuration problems, all reported at once', () => {
  const env = {
    SIGNPOST_RATE_LIMIT: 'fast',
    SIGNPOST_BAD_TOKEN_RATE_LIMIT: '10/s:1',
    SIGNPOST_TRUST_PROXY: 'my-proxy',
    SIGNPOST_REDIS_URL: 'redis://:hunter2@host/zero',
  }

  assert.throws(
    () => loadConfig({ env }),
    (error: ConfigError) => {
      assert.ok(error instanceof ConfigError)
      assert.deepEqual(
        error.problems.map((problem) => problem.replace(/\).*/, ')')),
        [
          'rateLimit (from SIGNPOST_RATE_LIMIT)',
          'badTokenRateLimit (from SIGNPOST_BAD_TOKEN_RATE_LIMIT)',
          'redisUrl (from SIGNPOST_REDIS_URL)',
          'trustProxy (from SIGNPOST_TRUST_PROXY)',
        ],
      )
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    },
  )
})

test('a rate in the file that is not text is also a configuration problem', () => {
  assert.throws(() => loadConfig({ env: {}, flags: { rateLimit: 50, trustProxy: { hops: 1 } } }), ConfigError)
})

test('rates and proxies have defaults', () => {
  const { rateLimit, badTokenRateLimit, trustProxy, redisUrl } = loadConfig({ env: {} }).config

  assert.deepEqual(
    { rateLimit, badTokenRateLimit, trustProxy, redisUrl },
    { rateLimit: '50/s', badTokenRateLimit: '10/s', trustProxy: 'off', redisUrl: undefined },
  )
})
