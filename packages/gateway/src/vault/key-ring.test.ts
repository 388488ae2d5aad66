import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { createKeyRing } from './key-ring.ts'

const masterKey = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex')

test('the derivation is fixed, because secrets that were sealed years ago must open', () => {
  const { current } = createKeyRing(masterKey)

  assert.equal(current.id, '253c132001a40eb5')
  assert.equal(current.key.toString('hex'), '4a81fb9ee11627ec69c8bc700c2f5785b5a21d57b1e5c23317481d1fcbe9ee74')
})

test('neither the master key nor a plain hash of it is in the ring', () => {
  const { id, key } = createKeyRing(masterKey).current

  assert.notDeepEqual(key, masterKey)
  for (const algorithm of ['sha256', 'sha1', 'md5']) {
    const digest = hash(algorithm, masterKey, 'hex')
    assert.ok(!digest.includes(id))
    assert.notEqual(key.toString('hex'), digest)
  }
  assert.ok(!key.toString('hex').includes(id))
})

test('a ring finds its keys by id', () => {
  const previous = Buffer.alloc(32, 9)
  const ring = createKeyRing(masterKey, [previous])

  assert.equal(ring.find(ring.current.id), ring.current)
  assert.deepEqual(ring.find(createKeyRing(previous).current.id), createKeyRing(previous).current)
  assert.equal(ring.find('0000000000000000'), undefined)
})

test('a key of another length is refused', () => {
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => createKeyRing(Buffer.alloc(length)), /A master key has 32 bytes/)
    assert.throws(() => createKeyRing(masterKey, [Buffer.alloc(length)]), RangeError)
  }
})
