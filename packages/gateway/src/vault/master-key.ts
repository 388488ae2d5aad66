import { randomBytes } from 'node:crypto'
import { masterKeyBytes } from './key-ring.ts'

/**
 * Reads a master key: 32 bytes in base64, base64url or hexadecimal.
 * @throws Error that says what would be right; the text itself is not repeated
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, 'base64')
      : undefined
  if (key?.length !== masterKeyBytes) {
    throw new Error(
      'The master key is not 32 random bytes in base64 or hexadecimal; `openssl rand -base64 32` makes one',
    )
  }
  return key
}

/**
 * Reads master keys, one a line; empty lines are left out.
 * @throws Error like {@link parseMasterKey}
 */
export function parseMasterKeys(text: string): Buffer[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseMasterKey)
}

/** Writes master keys as {@link parseMasterKeys} reads them. */
export function formatMasterKeys(keys: readonly Buffer[]): string {
  return keys.map((key) => `${key.toString('base64')}\n`).join('')
}

/** A new master key. */
export function generateMasterKey(): Buffer {
  return randomBytes(masterKeyBytes)
}
