import { createHmac, hash } from 'node:crypto'
import type { Contestant } from '../contestant.ts'

const canonicalRequest = 'c'.repeat(420)
const stringToSign = 's'.repeat(140)
const signingKey = Buffer.alloc(32, 7)

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
    return () => createHmac('sha1', secretAccessKey).update(v2StringToSign).digest('base64')
  },
}
