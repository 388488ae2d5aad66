import type { SealedSecondFactor } from '../core/administrator-ports.ts'
import { readSecretVersion, toSecretVersion } from '../core/sealed-text.ts'
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

/** Lists the versions of the secrets that a second factor needs; undefined for a text that no secret has encrypted. */
export function listFactorVersions({
  secret,
  backupCodes,
}: Pick<SealedSecondFactor, 'secret' | 'backupCodes'>): (number | undefined)[] {
  return [readSecretVersion(secret), readSecretVersion(backupCodes)]
}
