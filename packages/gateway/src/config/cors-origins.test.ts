import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findOriginProblem, parseOrigin } from './cors-origins.ts'
import { type ConfigError, loadConfig } from './load-config.ts'

for (const [entry, expected] of [
  ['https://App.Example.com', { text: 'https://app.example.com' }],
  ['https://app.example.com:443', { text: 'https://app.example.com' }],
  ['http://localhost:80', { text: 'http://localhost' }],
  ['http://localhost:3000', { text: 'http://localhost:3000' }],
  ['https://app.example.com:80', { text: 'https://app.example.com:80' }],
  ['https://bücher.example', { text: 'https://xn--bcher-kva.example' }],
  ['http://[::1]:8080', { text: 'http://[::1]:8080' }],
  ['capacitor://localhost', { text: 'capacitor://localhost' }],
  ['https://*.bubbleapps.io', { scheme: 'https://', text: '.bubbleapps.io' }],
  ['https://*.Example.com:8443', { scheme: 'https://', text: '.example.com:8443' }],
  ['https://*.example.com:443', { scheme: 'https://', text: '.example.com' }],
  ['http://*.localhost:3000', { scheme: 'http://', text: '.localhost:3000' }],
] as const) {
  test(`${entry} is an origin`, () => {
    assert.equal(findOriginProblem(entry), undefined)
    assert.deepEqual(parseOrigin(entry), expected)
  })
}

for (const [entry, fault] of [
  ['app.example.com', 'has no scheme'],
  ['*.example.com', 'has no scheme'],
  ['null', 'has no scheme'],
  ['https://app.example.com/', 'has a path or a trailing slash'],
  ['https://app.example.com/page', 'has a path'],
  ['https://app.example.com?x', 'has a query'],
  ['https://user@app.example.com', 'contains a user name'],
  ['https://', 'names no host'],
  ['https://*', 'that is not its whole first label'],
  ['https://*.com', 'a whole top-level domain'],
  ['https://*app.example.com', 'that is not its whole first label'],
  ['https://app-*.example.com', 'that is not its whole first label'],
  ['https://app.*.com', 'that is not its whole first label'],
  ['https://*.*.example.com', 'that is not its whole first label'],
  ['https://*.192.0.2.1', 'before an IP address'],
  ['http://localhost:*', 'has a port that is not a number'],
  ['http://localhost:99999', 'is not an origin'],
  ['capacitor://*.example.com', 'has a * with a scheme'],
  ['file://', 'have the origin null'],
  ['"https://app.example.com"', 'is in quotation marks'],
  ['https://a b.example', 'is not an origin'],
] as const) {
  test(`an entry that no browser can match is refused at the start: ${entry}`, () => {
    assert.ok(findOriginProblem(entry)?.includes(fault), findOriginProblem(entry))
  })
}

test('an entry that no browser can match is named together with the problem', () => {
  const env = { SIGNPOST_CORS_ORIGINS: 'https://app.example.com,https://*,https://b.example/' }
  assert.throws(
    () => loadConfig({ env }),
    ({ problems }: ConfigError) => {
      assert.deepEqual(
        problems.map((problem) => problem.split(';')[0]),
        [
          'corsOrigins (from SIGNPOST_CORS_ORIGINS) has an entry that no browser can match: https://* has a * that is not its whole first label',
          'corsOrigins (from SIGNPOST_CORS_ORIGINS) has an entry that no browser can match: https://b.example/ has a path or a trailing slash, but an origin ends after host and port',
        ],
      )
      return true
    },
  )
})
