import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTime } from '../../test/samples/samples.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import {
  type ClientTokenClaims,
  formatClientToken,
  isClientTokenShaped,
  maxClientTokenLength,
  readClientToken,
} from './client-token.ts'

const first = Buffer.alloc(32, 1)
const second = Buffer.alloc(32, 2)
const ring = createKeyRing(first)

const claims: ClientTokenClaims = {
  accountId: 'acc_1',
  parentId: 'tok_1',
  issuedAt: sampleTime,
  expiresAt: sampleTime + 3_600_000,
  allow: ['upload:my-bucket/incoming/*', 'download:my-bucket/öffentlich/*'],
  maxBytes: 5_000_000,
  contentTypes: ['image/*'],
  origins: ['https://app.example.com'],
}

test('a client token contains its claims, and is safe in a URL', () => {
  const text = formatClientToken(claims, ring)

  assert.match(text, /^ct_[A-Za-z0-9_-]+$/)
  assert.ok(isClientTokenShaped(text))
  assert.deepEqual(readClientToken(text, ring), claims)
})

test('absent claims stay absent', () => {
  const { accountId, parentId, issuedAt, expiresAt, allow } = claims
  const plain = { accountId, parentId, issuedAt, expiresAt, allow }
  const unsaid = { maxBytes: undefined, contentTypes: undefined, origins: undefined }

  assert.deepEqual(readClientToken(formatClientToken(plain, ring), ring), { ...plain, ...unsaid })
})

test('no two client tokens are the same', () => {
  assert.notEqual(formatClientToken(claims, ring), formatClientToken(claims, ring))
})

test('a text that differs in one character is not a valid client token', () => {
  const text = formatClientToken(claims, ring)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  for (let index = 0; index < text.length; index++) {
    // The neighbour differs in the last bit, which in the last character may be unused.
    const neighbour = alphabet[alphabet.indexOf(text.charAt(index)) ^ 1]
    for (const other of [neighbour, text.charAt(index) === 'x' ? 'y' : 'x', '=', ' ', '']) {
      const changed = text.slice(0, index) + other + text.slice(index + 1)
      assert.equal(readClientToken(changed, ring), undefined, `at ${index}: ${other}`)
    }
  }
  for (const changed of [
    `${text}=`,
    `${text}A`,
    `${text} `,
    ` ${text}`,
    text.replace('ct_', 'at_'),
    text.toUpperCase(),
  ]) {
    assert.equal(readClientToken(changed, ring), undefined)
  }
})

test('every byte is authenticated: the format, the key, the code and the claims', () => {
  const bytes = Buffer.from(formatClientToken(claims, ring).slice(3), 'base64url')
  for (let index = 0; index < bytes.length; index++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ (1 << bit)
      assert.equal(readClientToken(`ct_${changed.toString('base64url')}`, ring), undefined, `byte ${index}, bit ${bit}`)
    }
    const short = bytes.subarray(0, index).toString('base64url')
    assert.equal(readClientToken(`ct_${short}`, ring), undefined, `cut at ${index}`)
  }
})

test('claims that are copied into another token are not valid', () => {
  const [one, other] = [claims, { ...claims, maxBytes: 6_000_000 }].map((some) =>
    Buffer.from(formatClientToken(some, ring).slice(3), 'base64url'),
  )
  assert.ok(one !== undefined && other !== undefined)
  const mixed = Buffer.concat([one.subarray(0, 41), other.subarray(41)])

  assert.equal(readClientToken(`ct_${mixed.toString('base64url')}`, ring), undefined)
})

test('after a rotation the former key still verifies, and new tokens use the new key', () => {
  const before = formatClientToken(claims, ring)
  const rotated = createKeyRing(second, [first])
  const after = formatClientToken(claims, rotated)

  assert.deepEqual(readClientToken(before, rotated), claims)
  assert.deepEqual(readClientToken(after, rotated), claims)
  assert.equal(readClientToken(after, ring), undefined, 'the former key does not know it')
  assert.equal(readClientToken(before, createKeyRing(second)), undefined, 'the former key was removed')
})

test('the key of another ring with the same name does not verify', () => {
  const { id } = ring.current
  const impostor = { id, clientTokenKey: createKeyRing(second).current.clientTokenKey }
  const forged = formatClientToken(claims, { current: impostor, find: () => impostor })

  assert.equal(readClientToken(forged, ring), undefined)
})

test('the key that wraps secrets does not authenticate tokens', () => {
  const { id, key, clientTokenKey } = ring.current
  assert.notDeepEqual(key, clientTokenKey)
  const forged = formatClientToken(claims, { current: { id, clientTokenKey: key }, find: () => undefined })
  assert.equal(readClientToken(forged, ring), undefined)
})

test('a text that is too long is not read at all', () => {
  const wide = { ...claims, allow: Array.from({ length: 200 }, (_, index) => `upload:my-bucket/${index}/*`) }
  const text = formatClientToken(wide, ring)
  assert.ok(text.length > maxClientTokenLength)
  assert.equal(readClientToken(text, { current: ring.current, find: () => assert.fail() }), undefined)
})
