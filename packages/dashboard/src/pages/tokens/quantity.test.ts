import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteUnits, chooseUnit, showQuantity, timeUnits } from './quantity.ts'

for (const [quantity, units, shown] of [
  [5_000_000, byteUnits, '5 MB'],
  [1_048_576, byteUnits, '1 MiB'],
  [1234, byteUnits, '1234 bytes'],
  [1, byteUnits, '1 byte'],
  [3600, timeUnits, '1 hour'],
  [604_800, timeUnits, '7 days'],
  [90, timeUnits, '90 seconds'],
] as const) {
  test(`${quantity} is shown as ${shown}`, () => {
    assert.equal(showQuantity(quantity, units), shown)
  })
}

test('without a quantity the unit is the default', () => {
  assert.equal(chooseUnit(undefined, byteUnits, 'MB').size, 1_000_000)
})
