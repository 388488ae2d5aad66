import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const prefix = 'at_'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 160 random bits need 27 digits of base 62, a CRC-32 needs 6. */
const randomBytesCount = 20
const randomDigits = 27
const checksumDigits = 6
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${randomDigits + checksumDigits}}$`)

/**
 * Generates an API token: `at_`, 160 random bits, and a CRC-32 of everything before it, in base 62. The checksum distinguishes a
 * mistyped token from an unknown one without a database query, and lets secret scanners find leaked tokens.
 */
export function generateToken(): string {
  const random = encodeBase62(BigInt(`0x${randomBytes(randomBytesCount).toString('hex')}`), randomDigits)
  return prefix + random + computeChecksum(prefix + random)
}

/** Whether a text has the form and the checksum of an API token. */
export function isTokenShaped(text: string): boolean {
  if (!shape.test(text)) return false
  return computeChecksum(text.slice(0, -checksumDigits)) === text.slice(-checksumDigits)
}

/** Returns the SHA-256 of a token in hexadecimal, which is stored and looked up. A token has 160 random bits, so it needs no salt. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex')
}

function computeChecksum(text: string): string {
  return encodeBase62(BigInt(crc32(text)), checksumDigits)
}

function encodeBase62(value: bigint, digits: number): string {
  let text = ''
  let rest = value
  for (let index = 0; index < digits; index++) {
    text = alphabet.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}
