import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import { open, seal, VaultError, type VaultErrorCode } from './envelope.ts'
import { createKeyRing } from './key-ring.ts'

const masterKey = Buffer.alloc(32, 1)
const ring = createKeyRing(masterKey)
const identity = 'credential/acc_1/cred_1'

test('a sealed text opens for the same identity', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), fc.string(), (plaintext, name) => {
      // A lone surrogate has no UTF-8 encoding.
      fc.pre(plaintext.isWellFormed())
      assert.equal(open(seal(plaintext, name, ring), name, ring), plaintext)
    }),
  )
})

test('the sealed text contains neither plaintext nor key, and is different each time', () => {
  const plaintext = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
  const [one, two] = [seal(plaintext, identity, ring), seal(plaintext, identity, ring)]

  assert.notEqual(one, two)
  assert.match(one, /^v1\.[0-9a-f]{16}\.[\w-]+\.[\w-]+$/)
  const bytes = Buffer.concat(one.split('.').map((part) => Buffer.from(part, 'base64url')))
  for (const text of [plaintext, plaintext.slice(0, 8), Buffer.from(plaintext).toString('base64url').slice(0, 12)]) {
    assert.ok(!one.includes(text) && !bytes.includes(text), text)
  }
  for (const key of [masterKey, ring.current.key]) assert.ok(!bytes.includes(key))
})

test('a sealed text that was moved to another record does not open', () => {
  const sealed = seal('secret', identity, ring)

  for (const other of ['credential/acc_1/cred_2', 'credential/acc_2/cred_1', '', `${identity}/`]) {
    assertRefused('tampered', () => open(sealed, other, ring))
  }
})

test('a sealed text with parts of two sealed texts of one record does not open', () => {
  const [one, two] = [seal('one', identity, ring).split('.'), seal('two', identity, ring).split('.')]

  assertRefused('tampered', () => open([one[0], one[1], one[2], two[3]].join('.'), identity, ring))
  assertRefused('tampered', () => open([one[0], one[1], one[3], one[2]].join('.'), identity, ring))
})

test('a change of any single byte is detected', () => {
  const [version = '', keyId = '', wrapped = '', body = ''] = seal('secret', identity, ring).split('.')
  const layers = [
    { part: wrapped, rebuild: (part: string) => [version, keyId, part, body].join('.') },
    { part: body, rebuild: (part: string) => [version, keyId, wrapped, part].join('.') },
  ]
  for (const { part, rebuild } of layers) {
    const bytes = Buffer.from(part, 'base64url')
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      assertRefused('tampered', () => open(rebuild(changed.toString('base64url')), identity, ring))
    }
  }
})

test('a truncated sealed text, and a text that is not sealed, are refused', () => {
  const sealed = seal('secret', identity, ring)
  const [version, keyId, wrapped, body] = sealed.split('.')
  for (const text of [
    '',
    'v1',
    'secret',
    sealed.replace('v1', 'v2'),
    `${sealed}.more`,
    [version, keyId, wrapped].join('.'),
    [version, keyId, wrapped, ''].join('.'),
    [version, keyId, '', body].join('.'),
    [version, keyId, wrapped?.slice(0, 20), body].join('.'),
  ]) {
    assertRefused('malformed', () => open(text, identity, ring))
  }
})

test('an unknown master key is distinguished from a changed text, and the error names the key', () => {
  const stranger = createKeyRing(randomBytes(32))
  const sealed = seal('secret', identity, stranger)

  const error = assertRefused('unknown_master_key', () => open(sealed, identity, ring))

  assert.match(error.message, new RegExp(stranger.current.id))
})

test('a key id that was changed to another known key does not open', () => {
  const both = createKeyRing(masterKey, [Buffer.alloc(32, 2)])
  const previous = createKeyRing(Buffer.alloc(32, 2)).current.id

  assertRefused('tampered', () =>
    open(seal('secret', identity, both).replace(both.current.id, previous), identity, both),
  )
})

test('a previous master key still opens, and the current one seals', () => {
  const sealedBefore = seal('secret', identity, ring)
  const rotated = createKeyRing(randomBytes(32), [randomBytes(32), masterKey])

  assert.equal(open(sealedBefore, identity, rotated), 'secret')
  assert.ok(seal('new', identity, rotated).includes(rotated.current.id))
})

test('a refusal contains neither the sealed text nor a key', () => {
  const sealed = seal('secret', identity, ring)
  const error = assertRefused('tampered', () => open(sealed, 'other', ring))

  assert.ok(!`${error.message}${error.stack}`.includes(sealed.slice(20)))
  assert.ok(!('cause' in error))
})

function assertRefused(code: VaultErrorCode, act: () => unknown): VaultError {
  let refusal: unknown
  assert.throws(act, (error) => {
    refusal = error
    return error instanceof VaultError && error.code === code
  })
  return refusal as VaultError
}
