import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCoreList, pinCommand } from './cores.ts'

test('a list of cores is parsed', () => {
  assert.deepEqual(parseCoreList('0,1'), [0, 1])
  assert.deepEqual(parseCoreList('2-4,7'), [2, 3, 4, 7])
  assert.deepEqual(parseCoreList('5'), [5])
})

test('a command is pinned when there is a core for it', () => {
  assert.deepEqual(pinCommand(0, ['node', 'x.ts']), ['taskset', '-c', '0', 'node', 'x.ts'])
  assert.deepEqual(pinCommand(undefined, ['node']), ['node'])
})
