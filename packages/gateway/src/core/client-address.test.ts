import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseClientAddress } from './client-address.ts'

for (const [text, address] of [
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
  // As Azure's Application Gateway writes it.
  ['203.0.113.7:5678', '203.0.113.7'],
  ['[2001:db8::7]:5678', '2001:db8::7'],
  ['[::1]', '::1'],
  ['fe80::1%eth0', 'fe80::1'],
  [`fe80::1%${'x'.repeat(9000)}`, 'fe80::1'],
  ['1.2.3.4:', 'unknown'],
  ['1.2.3.4:567890', 'unknown'],
  ['1.2.3.4, 5.6.7.8', 'unknown'],
  ['999.1.1.1:80', 'unknown'],
  ['[1.2.3.4]', 'unknown'],
  ['[fe80::1%at_secret]', 'unknown'],
  ['[[::1]]', 'unknown'],
  ['Bearer at_0123456789', 'unknown'],
  ['x'.repeat(8000), 'unknown'],
  ['\u001b[31m1.2.3.4', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
] as const) {
  test(`the client address ${JSON.stringify(text?.slice(0, 30))} is ${address}`, () => {
    assert.equal(parseClientAddress(text), address)
  })
}
