import type { KeyRing } from './key-ring.ts'

/** A secret of better-auth's: what it encrypts names it by its version. */
export interface SessionSecret {
  readonly version: number
  readonly value: string
}

/**
 * The secrets that better-auth encrypts with, the current one first. It signs cookies with that one alone: a new master key ends the sessions.
 * A version is a number made of the master key's id, so that each ciphertext names its key, on every node.
 */
export function listSessionSecrets({ current, previous }: Pick<KeyRing, 'current' | 'previous'>): SessionSecret[] {
  return [current, ...previous].map(({ id, sessionKey }) => ({
    version: Number.parseInt(id.slice(0, 12), 16),
    value: sessionKey.toString('base64'),
  }))
}
