import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTrustProxyProblem, parseTrustProxy } from './trust-proxy.ts'

test('off trusts no peer', () => {
  assert.equal(parseTrustProxy('off'), false)
})

test('addresses, networks and names of networks are trusted, even when the peer’s address has a port', () => {
  const trusts = parseTrustProxy('loopback, 10.0.0.0/8,2001:db8::1,linklocal')

  assert.ok(typeof trusts === 'function')
  for (const [address, isTrusted] of [
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:10.1.1.1', true],
    ['10.1.1.1:443', true],
    ['[2001:db8::1]:443', true],
    ['2001:db8::2', false],
    ['169.254.1.1', true],
    ['fe80::1', true],
    ['192.168.0.1', false],
    ['unknown', false],
  ] as const) {
    assert.equal(trusts(address, 0), isTrusted, address)
  }
})

test('a number of hops trusts as many peers, counted from the gateway', () => {
  const trusts = parseTrustProxy('2')

  assert.ok(typeof trusts === 'function')
  assert.deepEqual(
    [0, 1, 2].map((hop) => trusts('203.0.113.1', hop)),
    [true, true, false],
  )
})

for (const text of [
  '0',
  '',
  ',',
  'true',
  'proxy.example.com',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '::/0',
  '10.0.0',
  '1.2.3.4/8/8',
  '100',
]) {
  test(`"${text}" is refused with the grammar`, () => {
    assert.match(findTrustProxyProblem(text) ?? '', /: write the proxies’ addresses .* hops from 1 to 99, or off$/)
  })
}
