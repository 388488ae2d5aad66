import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseNetworks } from './network.ts'

for (const { networks, inside, outside } of [
  {
    networks: ['10.0.0.0/8'],
    inside: ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3', '::FFFF:10.1.2.3', '::ffff:a01:203'],
    outside: ['11.0.0.0', '9.255.255.255', '::1', '::10.1.2.3', '::ffff:11.0.0.1'],
  },
  { networks: ['192.0.2.1'], inside: ['192.0.2.1', '::ffff:192.0.2.1'], outside: ['192.0.2.2', '192.0.2.10'] },
  {
    networks: ['2001:db8::/32', '127.0.0.1/32'],
    inside: ['2001:db8::1', '2001:0DB8:0:0::1', '127.0.0.1'],
    outside: ['2001:db9::1', '127.0.0.2', '::1'],
  },
  { networks: ['::1'], inside: ['::1', '0:0:0:0:0:0:0:1'], outside: ['127.0.0.1', '::2'] },
  { networks: ['0.0.0.0/0'], inside: ['1.2.3.4', '::ffff:1.2.3.4'], outside: ['2001:db8::1'] },
  { networks: ['::/0'], inside: ['2001:db8::1', '::1'], outside: [] },
  { networks: ['::ffff:10.0.0.0/104'], inside: ['10.1.2.3', '::ffff:10.1.2.3'], outside: ['11.1.2.3'] },
  { networks: ['fe80::/10'], inside: ['fe80::1', 'fe80::1%eth0'], outside: ['fec0::1%eth0'] },
  { networks: [], inside: [], outside: ['127.0.0.1', '::1'] },
]) {
  test(`${networks.join(' and ') || 'no network'} holds what it should`, () => {
    const set = parseNetworks(networks)
    for (const address of inside) assert.equal(set.includes(address), true, address)
    for (const address of outside) assert.equal(set.includes(address), false, address)
  })
}

test('a text that is not an address is in no network', () => {
  const set = parseNetworks(['0.0.0.0/0', '::/0'])
  for (const address of ['', 'localhost', '1.2.3', '1.2.3.4.5', '999.1.1.1', '::ffff:', 'unknown']) {
    assert.equal(set.includes(address), false, address)
  }
})

for (const network of [
  '',
  'localhost',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0/8',
  '10.0.0.0/a',
  '::/129',
  '10.0.0.0/1e1',
  ' 10.0.0.0/8',
  'fe80::1%eth0',
  'fe80::%eth0/64',
]) {
  test(`"${network}" is refused by its name`, () => {
    assert.throws(() => parseNetworks(['127.0.0.1', network]), new RegExp(`"${network}" is not a network: write 10`))
  })
}

test('an IPv4 network holds the addresses that share its first bits', () => {
  fc.assert(
    fc.property(fc.nat({ max: 32 }), fc.ipV4(), fc.ipV4(), (bits, network, address) => {
      const shared = bits === 0 || toNumber(network) >>> (32 - bits) === toNumber(address) >>> (32 - bits)
      assert.equal(parseNetworks([`${network}/${bits}`]).includes(address), shared)
    }),
  )
})

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
