import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeInput } from '../../gateway/src/operations/operation.ts'
import { operations } from '../../gateway/src/operations/registry.ts'
import { toWire } from '../src/wire-names.ts'

test('every parameter of every operation has an option that is converted back to it', () => {
  const names = operations.flatMap((operation) => Object.keys(mergeInput(operation).properties))
  const options = Object.fromEntries(
    names.map((name) => [name === 'key_name' ? 'key' : name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()), 1]),
  )

  assert.deepEqual(Object.keys(toWire(options)).toSorted(), [...new Set(names)].toSorted())
})
