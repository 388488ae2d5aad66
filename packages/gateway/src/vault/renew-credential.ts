import type { Clock } from '../core/clock.ts'
import { deadline } from '../core/deadline.ts'
import type { Credential } from '../core/model.ts'
import type { CredentialRepository, RenewalRepository } from '../core/ports.ts'
import { openCredentialSecret, sealCredentialSecret } from './credential-secret.ts'
import { VaultError } from './envelope.ts'
import type { FetchedKeys, FetchKeys } from './fetch-keys.ts'
import { type KeyRecord, requireMasterKey } from './installation-key.ts'
import type { KeyRing } from './key-ring.ts'

/** The dependencies of fetching keys. */
export interface FetchDependencies {
  readonly credentials: Pick<CredentialRepository, 'list'>
  readonly ring: KeyRing
  readonly clock: Clock
  readonly fetchKeys: FetchKeys
}

/** A credential that keys are fetched for. It need not be stored yet. */
export type RenewingCredential = Pick<Credential, 'id' | 'accountId' | 'region'> & Required<Pick<Credential, 'source'>>

/** The longest time that a source may take. */
const fetchLimitMs = 30_000

/**
 * Asks the source of a credential for keys.
 * @throws Error when the source returns no keys within 30 s, or expired ones, or when the credential that assumes the role has expired
 */
export async function fetchCredentialKeys(
  { id, accountId, region, source }: RenewingCredential,
  { credentials, ring, clock, fetchKeys }: FetchDependencies,
): Promise<FetchedKeys> {
  const base = source.from === 'assume-role' ? await openBase(source.credentialId) : undefined
  // The name of the session in CloudTrail.
  const sessionName = `signpost-${id}`
  const keys = await deadline(fetchLimitMs, fetchKeys({ source, region, sessionName, base }))
  if (keys.expiresAt !== undefined && keys.expiresAt <= clock()) {
    throw new Error('The source returned keys that have expired already: compare the clocks.')
  }
  return keys

  async function openBase(baseId: string): Promise<FetchedKeys> {
    const found = (await credentials.list(accountId)).find((credential) => credential.id === baseId)
    if (found === undefined) throw new Error('The credential that assumes the role was removed.')
    const { accessKeyId, name, expiresAt } = found
    if (expiresAt !== undefined && expiresAt <= clock()) {
      throw new Error(`The credential ${name}, which assumes the role, has expired.`)
    }
    return { accessKeyId, secret: openCredentialSecret(found, ring) }
  }
}

/** Keys that do not expire may still be changed at their source at any time. */
const endlessMs = 15 * 60_000
const shortestMs = 60_000

/**
 * Chooses when to renew keys: when half of their lifetime is over, so that a URL can always live for the other half. Keys of an
 * instance stay the same until shortly before they expire, so the source is asked more and more often.
 * @param random from 0 to 1; it shortens the wait by up to a tenth, so that not all keys are renewed at once
 */
export function chooseRenewalTime(expiresAt: number | undefined, now: number, random: number): number {
  const waitMs = expiresAt === undefined ? endlessMs : Math.max((expiresAt - now) / 2, shortestMs)
  return Math.round(now + waitMs * (1 - random / 10))
}

/** The outcome of a renewal. `overtaken`: another node, or a removal, was faster. */
export type RenewalOutcome = 'renewed' | 'unchanged' | 'overtaken'

/** The dependencies of renewing a credential. */
export interface RenewDependencies extends FetchDependencies {
  readonly repository: RenewalRepository
  readonly vault: KeyRecord
  /** From 0 to 1. */
  readonly random: () => number
}

/**
 * Gets new keys for a credential and stores them, sealed.
 * @param held the credential as stored, with the renewal by which this node has claimed it
 * @throws Error like {@link fetchCredentialKeys}, or when the database is unavailable; AppError `master_key_mismatch`
 */
export async function renewCredential(
  held: Credential & RenewingCredential,
  dependencies: RenewDependencies,
): Promise<RenewalOutcome> {
  const { ring, clock, random, repository, vault } = dependencies
  const sealingKey = await requireMasterKey(vault, ring)
  const keys = await fetchCredentialKeys(held, dependencies)
  const { accessKeyId, secret, expiresAt } = keys
  const renewal = { dueAt: chooseRenewalTime(expiresAt, clock(), random()) }
  if (isSame(keys, held, ring)) return (await repository.replace(held, renewal)) ? 'unchanged' : 'overtaken'
  const sealedSecret = sealCredentialSecret(secret, held, sealingKey)
  const stored = { accessKeyId, sealedSecret, ...(expiresAt === undefined ? {} : { expiresAt }) }
  return (await repository.storeKeys(held, stored, renewal)) ? 'renewed' : 'overtaken'
}

/** Whether the fetched keys are the stored ones. These are not stored again, because new keys make caches drop what S3 said. */
function isSame({ accessKeyId, secret, expiresAt }: FetchedKeys, stored: Credential, ring: KeyRing): boolean {
  if (accessKeyId !== stored.accessKeyId || expiresAt !== stored.expiresAt) return false
  try {
    const { secretAccessKey, sessionToken } = openCredentialSecret(stored, ring)
    return (
      secretAccessKey.reveal() === secret.secretAccessKey.reveal() &&
      sessionToken?.reveal() === secret.sessionToken?.reveal()
    )
  } catch (error) {
    // A secret that does not open is replaced by one that does.
    if (error instanceof VaultError) return false
    throw error
  }
}
