import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupAddress } from './address-group.ts'

for (const [address, group] of [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
  ['203.0.113.7:4711', 'unknown'],
  ['', 'unknown'],
] as const) {
  test(`"${address}" counts as ${group}`, () => {
    assert.equal(groupAddress(address), group)
  })
}
