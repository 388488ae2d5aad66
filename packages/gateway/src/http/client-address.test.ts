import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { createGateStub } from '../../test/samples/gate-stub.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { parseTrustProxy } from '../config/trust-proxy.ts'
import { unknownAddress } from '../core/client-address.ts'
import { readClientAddress } from './client-address.ts'

/** The client address that the gate sees. */
async function findClientAddress(trustProxy: string, peer: string, forwardedFor?: string): Promise<string> {
  let seen = ''
  const gate = createGateStub(({ clientAddress }) => {
    seen = clientAddress
    return {}
  })
  const app = createSampleApp({ gate, trustProxy: parseTrustProxy(trustProxy) })
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  await app.inject({ url: '/awss3/signed-url', remoteAddress: peer, headers })
  await app.close()
  return seen
}

test('without a trusted proxy the client is the peer, whatever it sends', async () => {
  assert.equal(await findClientAddress('off', '192.0.2.1', '203.0.113.7'), '192.0.2.1')
  assert.equal(await findClientAddress('10.0.0.0/8', '192.0.2.1', '203.0.113.7'), '192.0.2.1')
})

test('behind a trusted proxy the client is the one that the proxy names', async () => {
  assert.equal(await findClientAddress('10.0.0.0/8', '10.1.1.1', '203.0.113.7'), '203.0.113.7')
  assert.equal(await findClientAddress('10.0.0.0/8', '::ffff:10.1.1.1', '2001:db8::7'), '2001:db8::7')
  assert.equal(await findClientAddress('loopback', '127.0.0.1', '203.0.113.7'), '203.0.113.7')
  assert.equal(await findClientAddress('loopback,uniquelocal', '127.0.0.1', '203.0.113.7, 10.0.0.2'), '203.0.113.7')
})

test('a client that sends the header itself does not choose its address', async () => {
  assert.equal(await findClientAddress('10.0.0.0/8', '10.1.1.1', '198.51.100.9, 203.0.113.7'), '203.0.113.7')
  assert.equal(await findClientAddress('1', '10.1.1.1', '198.51.100.9, 203.0.113.7'), '203.0.113.7')
})

test('a number of hops is counted from the gateway', async () => {
  assert.equal(await findClientAddress('2', '10.1.1.1', '203.0.113.7, 192.0.2.5'), '203.0.113.7')
  assert.equal(await findClientAddress('2', '10.1.1.1'), '10.1.1.1')
})

test('a text from a proxy that is not an address counts as unknown', async () => {
  assert.equal(await findClientAddress('loopback', '127.0.0.1', '203.0.113.7:5678'), '203.0.113.7')
  const chain = '198.51.100.9, 203.0.113.7:5678, 10.0.0.2:443'
  assert.equal(await findClientAddress('loopback,uniquelocal', '127.0.0.1', chain), '203.0.113.7')
  assert.equal(await findClientAddress('loopback', '127.0.0.1', 'Bearer at_0123456789'), unknownAddress)
  assert.equal(await findClientAddress('loopback', '127.0.0.1', 'x'.repeat(8000)), unknownAddress)
})

test('a client that has already disconnected keeps its address', async () => {
  const seen = Promise.withResolvers<string>()
  const gate = createGateStub(({ clientAddress }) => {
    seen.resolve(clientAddress)
    return {}
  })
  const app = createSampleApp({ gate })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const client = connect(port, '127.0.0.1')
  await once(app.server, 'connection')

  // The kernel hands over the request, but no longer knows the peer.
  client.write('GET /awss3/signed-url HTTP/1.1\r\nHost: a\r\n\r\n', () => client.resetAndDestroy())

  assert.equal(await seen.promise, '127.0.0.1')
  await app.close()
})

test('a client whose address could not be determined is unknown', () => {
  assert.equal(readClientAddress({ ip: undefined as unknown as string }), unknownAddress)
})
