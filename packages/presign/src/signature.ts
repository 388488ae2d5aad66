import { hash } from 'node:crypto'

const blockBytes = 64
const digestBytes = 32

/**
 * Makes the function that signs with one signing key (32 bytes): the HMAC-SHA-256 of an ASCII string to sign, in
 * lowercase hex (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, task 3).
 *
 * An HMAC is two hashes, each of a padded key and a message (RFC 2104). The padded keys wait in front of two buffers,
 * so that a signature is two one-shot hashes: half the time of a new `Hmac` object for every URL.
 */
export function createSignature(signingKey: Uint8Array): (stringToSign: string) => string {
  let inner = padKey(signingKey, 0x36, 0)
  const outer = padKey(signingKey, 0x5c, digestBytes)
  return (stringToSign) => {
    // The strings to sign of one scope are all of one length: this happens once.
    if (inner.length !== blockBytes + stringToSign.length) inner = padKey(signingKey, 0x36, stringToSign.length)
    inner.write(stringToSign, blockBytes, 'binary')
    outer.write(hash('sha256', inner, 'binary'), blockBytes, 'binary')
    return hash('sha256', outer, 'hex')
  }
}

/** The key XORed with RFC 2104's pad byte over one block, and room for a message after it. */
function padKey(key: Uint8Array, padByte: number, messageBytes: number): Buffer {
  const padded = Buffer.alloc(blockBytes + messageBytes)
  padded.fill(padByte, 0, blockBytes)
  for (const [index, byte] of key.entries()) padded[index] = byte ^ padByte
  return padded
}
