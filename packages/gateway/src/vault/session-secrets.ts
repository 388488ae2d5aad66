import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import type { KeyRing, SealingKey } from './key-ring.ts'

/** A secret for better-auth. Each ciphertext names its secret by the version. */
export interface SessionSecret {
  readonly version: number
  readonly value: string
}

/**
 * Lists the secrets that better-auth encrypts with, the one of the installation's key first. Only the first signs cookies, so a new master
 * key ends all sessions.
 */
export function listSessionSecrets(
  { current: own }: SealingKey,
  { current, previous }: Pick<KeyRing, 'current' | 'previous'>,
): SessionSecret[] {
  return [own, ...[current, ...previous].filter(({ id }) => id !== own.id)].map(({ id, sessionKey }) => ({
    version: toSecretVersion(id),
    value: sessionKey.toString('base64'),
  }))
}

/** Makes a version of a master key's id, so that each ciphertext names its key, on every node. */
export function toSecretVersion(keyId: string): number {
  return Number.parseInt(keyId.slice(0, 12), 16)
}

/** Lists the versions of the secrets that a second factor needs; undefined for a text that no secret has encrypted. */
export function listFactorVersions({ secret, backupCodes }: SealedSecondFactor): (number | undefined)[] {
  return [readSecretVersion(secret), readSecretVersion(backupCodes)]
}

/** Reads the version from a text that better-auth has encrypted: `$ba$<version>$…`; undefined in any other text. */
function readSecretVersion(text: string): number | undefined {
  const version = /^\$ba\$(\d+)\$/.exec(text)?.[1]
  return version === undefined ? undefined : Number(version)
}
