import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSigner } from './signature.ts'

test('a signature is the HMAC-SHA-256 of node:crypto, for texts of changing length', () => {
  const text = fc.string({ maxLength: 300 })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(text, { maxLength: 5 }), (key, texts) => {
      const sign = createSigner(key)
      for (const one of texts) assert.equal(sign(one), createHmac('sha256', key).update(one).digest('hex'))
    }),
  )
})
