import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfigError, findConfig, loadConfig, printConfig } from './load-config.ts'
import { listConnectionSettings } from './proxy-settings.ts'

const settingsOf = (env: Record<string, string>) => listConnectionSettings(loadConfig({ env }).config)

test('the usual variables name the proxy, in both spellings', () => {
  assert.deepEqual(settingsOf({}), { allowPrivate: false })
  assert.deepEqual(settingsOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.internal,10.0.0.1' }), {
    allowPrivate: false,
    httpsProxy: 'http://proxy:3128',
    noProxy: '.internal,10.0.0.1',
  })
  assert.deepEqual(settingsOf({ http_proxy: 'proxy:3128', HTTP_PROXY: 'http://other', https_proxy: '' }), {
    allowPrivate: false,
    httpProxy: 'http://proxy:3128',
  })
})

test('an invalid proxy is a configuration problem, reported without the password', () => {
  for (const value of [
    'ftp://user:hunter2@proxy',
    'http://',
    'http://proxy:99999',
    'http://user:hunter2@proxy/path',
    'a b',
  ]) {
    assert.throws(
      () => loadConfig({ env: { HTTPS_PROXY: value } }),
      ({ message }: ConfigError) => {
        assert.match(message, /httpsProxy \(from HTTPS_PROXY\) .*write http:\/\/proxy\.example\.com:3128/)
        assert.doesNotMatch(message, /hunter2/)
        return true
      },
    )
  }
})

test('the URL of a proxy is a secret, because it may contain a password', () => {
  const [printed] = printConfig(findConfig({ env: { https_proxy: 'http://user:hunter2@proxy' } })).filter(
    ({ key }) => key === 'httpsProxy',
  )
  assert.deepEqual(printed, { key: 'httpsProxy', value: '(set)', source: 'https_proxy', env: 'HTTPS_PROXY' })
})
