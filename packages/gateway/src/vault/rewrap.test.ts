import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { readKeyId } from '../core/sealed-text.ts'
import { open, rewrap, seal, VaultError } from './envelope.ts'
import { createKeyRing } from './key-ring.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const oldRing = createKeyRing(oldKey)
const newRing = createKeyRing(newKey)
const ring = createKeyRing(newKey, [oldKey])
const identity = 'credential/acc_1/cred_1'

test('a re-wrapped text opens only with the new master key, and its ciphertext is the same', () => {
  const sealed = seal('secret', identity, oldRing)

  const rewrapped = rewrap(sealed, identity, ring)

  assert.equal(open(rewrapped, identity, newRing), 'secret')
  assert.throws(() => open(rewrapped, identity, oldRing), VaultError)
  assert.equal(rewrapped.split('.')[3], sealed.split('.')[3])
  assert.notEqual(rewrapped.split('.')[2], sealed.split('.')[2])
})

test('a re-wrapped text still opens only in its own record', () => {
  const rewrapped = rewrap(seal('secret', identity, oldRing), identity, ring)

  assert.throws(() => open(rewrapped, 'credential/acc_1/cred_2', ring), /changed, or moved/)
})

test('a text that does not open is not re-wrapped', () => {
  const sealed = seal('secret', identity, oldRing)

  for (const [code, act] of [
    ['tampered', () => rewrap(sealed, 'credential/acc_1/cred_2', ring)],
    ['unknown_master_key', () => rewrap(sealed, identity, newRing)],
    ['malformed', () => rewrap('sealed', identity, ring)],
  ] as const) {
    assert.throws(act, (error) => error instanceof VaultError && error.code === code)
  }
})

test('a sealed text names the master key that wraps it', () => {
  const sealed = seal('secret', identity, oldRing)

  assert.equal(readKeyId(sealed), oldRing.current.id)
  assert.equal(readKeyId(rewrap(sealed, identity, ring)), newRing.current.id)
  for (const text of ['', 'sealed', 'v1.a', 'v2.a.b.c', 'v1.a.b.c.d']) assert.equal(readKeyId(text), undefined)
})
