import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEndpointAddressProblem, isAddressAllowed } from './endpoint-address.ts'

const strict = { allowPrivate: false }

test('public addresses are allowed', () => {
  for (const address of ['52.219.170.10', '2600:1fa0::1', '2000::1', '3ffe::1', '::ffff:52.219.170.10']) {
    assert.ok(isAddressAllowed(address, 's3.example.com', strict), address)
  }
})

test('non-public addresses are refused unless the configuration allows them', () => {
  const addresses = [
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '127.0.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:169.254.169.254',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::a9fe:a9fe',
    '::7f00:1',
    '1::1',
    '4000::1',
    'ff00::1',
    '168.63.129.16',
    '::ffff:168.63.129.16',
  ]
  for (const address of addresses) {
    assert.ok(!isAddressAllowed(address, 's3.example.com', strict), address)
    assert.ok(isAddressAllowed(address, 's3.example.com', { allowPrivate: true }), address)
  }
})

test('a loopback address is allowed where the endpoint is written as a loopback address', () => {
  assert.ok(isAddressAllowed('127.0.0.1', '127.0.0.1', strict))
  assert.ok(isAddressAllowed('::1', 'localhost', strict))
  assert.ok(!isAddressAllowed('10.0.0.1', 'localhost', strict))
  for (const host of ['localhost.', 'LOCALHOST', 'foo.localhost', 'a.b.localhost.', '１２７.0.0.1', '127.0.0.1.']) {
    assert.ok(isAddressAllowed('127.0.0.1', host, strict), host)
  }
  for (const host of ['foolocalhost', 'localhost.example.com', 'localhost..', '', '127.0.0.1.example.com', 'a b']) {
    assert.ok(!isAddressAllowed('127.0.0.1', host, strict), host)
  }
})

test('an endpoint is checked when it is stored', async () => {
  assert.equal(await findEndpointAddressProblem('http://127.0.0.1:9000', strict), undefined)
  assert.equal(await findEndpointAddressProblem('http://[::1]:9000', strict), undefined)
  assert.match(
    (await findEndpointAddressProblem('http://192.168.1.5:9000', strict)) ?? '',
    /SIGNPOST_ALLOW_PRIVATE_ENDPOINTS/,
  )
  assert.equal(await findEndpointAddressProblem('http://localhost.:9000', strict), undefined)
  for (const host of [
    '169.254.169.254',
    '１６９.254.169.254',
    '169.254.169.254.',
    '0xa9fea9fe',
    '[::a9fe:a9fe]',
    '168.63.129.16',
  ]) {
    assert.match((await findEndpointAddressProblem(`http://${host}`, strict)) ?? '', /private/, host)
  }
  assert.equal(await findEndpointAddressProblem('http://192.168.1.5:9000', { allowPrivate: true }), undefined)
  assert.equal(await findEndpointAddressProblem('https://does-not-resolve.invalid', strict), undefined)
})
