import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { groupAddress } from '../core/address-group.ts'
import { parseClientAddress } from '../core/client-address.ts'
import { createMemoryCounter } from './memory-counter.ts'

test('a window begins with its first request and ends after its length', () => {
  let now = 5000
  const counter = createMemoryCounter(() => now)

  assert.deepEqual(counter.count('a', 2), { used: 1, resetsInMs: 2000 })
  now += 1999
  assert.deepEqual(counter.count('a', 2), { used: 2, resetsInMs: 1 })
  now += 1
  assert.deepEqual(counter.count('a', 2), { used: 1, resetsInMs: 2000 })
})

test('refused requests do not lengthen the window', () => {
  let now = 0
  const counter = createMemoryCounter(() => now)
  for (let request = 0; request < 10; request++) {
    counter.count('a', 1)
    now += 100
  }

  assert.equal(counter.count('a', 1).used, 1)
})

test('keys do not affect each other', () => {
  const counter = createMemoryCounter(() => 0)
  counter.count('a', 1)

  assert.equal(counter.count('b', 1).used, 1)
  assert.equal(counter.count('a', 1).used, 2)
})

test('when memory is full, the windows that began first are dropped', () => {
  const counter = createMemoryCounter(() => 0, 4)
  for (const key of ['a', 'b', 'c', 'd', 'e']) counter.count(key, 60)

  for (const key of ['c', 'd', 'e']) assert.equal(counter.count(key, 60).used, 2)
  for (const key of ['a', 'b']) assert.equal(counter.count(key, 60).used, 1)
})

test('a window that has started over no longer counts as one of the first', () => {
  let now = 0
  const counter = createMemoryCounter(() => now, 4)
  for (const [key, seconds] of [
    ['a', 1],
    ['b', 60],
    ['c', 60],
  ] as const)
    counter.count(key, seconds)
  now = 1500
  for (const key of ['a', 'd']) counter.count(key, 60)

  assert.deepEqual(
    ['a', 'b'].map((key) => counter.count(key, 60).used),
    [2, 1],
  )
})

test('keys that come back do not push out others', () => {
  let now = 0
  const counter = createMemoryCounter(() => now, 4)
  counter.count('long', 3600)
  for (; now < 100_000; now += 1000) counter.count('short', 1)

  assert.equal(counter.count('long', 3600).used, 2)
})

test('a clock that is set back, or a shorter window, starts a new window', () => {
  let now = 100_000
  const counter = createMemoryCounter(() => now)
  counter.count('a', 60)
  assert.deepEqual(counter.count('a', 2), { used: 1, resetsInMs: 2000 })
  now = 50_000

  assert.deepEqual(counter.count('a', 2), { used: 1, resetsInMs: 2000 })
})

test('a flood of addresses takes no more memory than the source says, whatever header they were cut out of', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const measure = () => {
    collect()
    return process.memoryUsage().heapUsed / 1e6
  }
  const counter = createMemoryCounter(() => 0)
  const rest = ', 192.0.2.1'.repeat(90)
  const before = measure()
  for (let index = 0; index < 200_000; index++) {
    // V8 keeps a whole header alive as long as any text that was cut out of it.
    const header = `2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}:1:2:3:4${rest}`
    counter.count(groupAddress(parseClientAddress(header.split(', ')[0])), 60)
  }
  const grownMb = measure() - before

  assert.ok(grownMb > 2 && grownMb < 12, `${grownMb} MB`)
  counter.close()
})
