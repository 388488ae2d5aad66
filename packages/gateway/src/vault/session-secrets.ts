import type { KeyRing } from './key-ring.ts'

/** A secret for better-auth. Each ciphertext names its secret by the version. */
export interface SessionSecret {
  readonly version: number
  readonly value: string
}

/**
 * Lists the secrets that better-auth encrypts with, the current one first. Only the current one signs cookies, so a new master key ends
 * all sessions. A version is a number made of the master key's id, so that each ciphertext names its key, on every node.
 */
export function listSessionSecrets({ current, previous }: Pick<KeyRing, 'current' | 'previous'>): SessionSecret[] {
  return [current, ...previous].map(({ id, sessionKey }) => ({
    version: Number.parseInt(id.slice(0, 12), 16),
    value: sessionKey.toString('base64'),
  }))
}
