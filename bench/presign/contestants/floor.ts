import { createHmac, createSecretKey, hash } from 'node:crypto'
import type { Contestant } from '../contestant.ts'

const canonicalRequest = 'c'.repeat(420)
const stringToSign = 's'.repeat(140)
// A key object: for bare bytes, Node would create one for each HMAC, and that takes longer than the HMAC.
const signingKey = createSecretKey(Buffer.alloc(32, 7))

/** The least that a SigV4 signature can cost with `node:crypto`: the hash of 420 bytes and the HMAC of 140. */
export const floor: Contestant = {
  name: 'floor (bare hash + HMAC)',
  connect() {
    return () => {
      const digest = hash('sha256', canonicalRequest, 'hex')
      return digest + createHmac('sha256', signingKey).update(stringToSign).digest('hex')
    }
  },
}

const v2StringToSign = 's'.repeat(60)

/** The same for SigV2: one HMAC-SHA1 of 60 bytes. */
export const v2Floor: Contestant = {
  name: 'floor (bare HMAC-SHA1)',
  connect({ secretAccessKey }) {
    const key = createSecretKey(secretAccessKey, 'utf8')
    return () => createHmac('sha1', key).update(v2StringToSign).digest('base64')
  },
}
