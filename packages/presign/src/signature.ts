import { createHmac, hash } from 'node:crypto'

// Task 3 of SigV4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): the signing key, and
// the signature.

const blockBytes = 64
const digestBytes = 32

/**
 * Derives the signing key (32 bytes) from the secret, for a day (`YYYYMMDD`) and a region. This takes four HMACs. Caching the
 * key saves them, and the secret itself is used less often.
 */
export function deriveSigningKey(secretAccessKey: string, dateStamp: string, region: string): Buffer {
  const dateKey = computeHmac(`AWS4${secretAccessKey}`, dateStamp)
  const regionKey = computeHmac(dateKey, region)
  const serviceKey = computeHmac(regionKey, 's3')
  return computeHmac(serviceKey, 'aws4_request')
}

function computeHmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/**
 * Makes the function that signs with one signing key (32 bytes): it returns the HMAC-SHA-256 of an ASCII string to sign,
 * in lowercase hex.
 *
 * An HMAC is two hashes, each of a padded key and a message (RFC 2104). Two buffers hold the padded keys, with room for the
 * message after them. A signature is then two one-shot hashes, which take half the time of a new `Hmac` object for every URL.
 */
export function createSigner(signingKey: Uint8Array): (stringToSign: string) => string {
  let inner = padKey(signingKey, 0x36, 0)
  const outer = padKey(signingKey, 0x5c, digestBytes)
  return (stringToSign) => {
    // All strings to sign of a credential scope have the same length, so this happens once.
    if (inner.length !== blockBytes + stringToSign.length) inner = padKey(signingKey, 0x36, stringToSign.length)
    inner.write(stringToSign, blockBytes, 'binary')
    outer.write(hash('sha256', inner, 'binary'), blockBytes, 'binary')
    return hash('sha256', outer, 'hex')
  }
}

/** Writes the key XORed with RFC 2104's pad byte over one block, followed by room for a message. */
function padKey(key: Uint8Array, padByte: number, messageBytes: number): Buffer {
  const padded = Buffer.alloc(blockBytes + messageBytes)
  padded.fill(padByte, 0, blockBytes)
  for (const [index, byte] of key.entries()) padded[index] = byte ^ padByte
  return padded
}
