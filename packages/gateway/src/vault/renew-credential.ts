import type { Clock } from '../core/clock.ts'
import { deadline } from '../core/deadline.ts'
import type { Credential } from '../core/model.ts'
import type { CredentialRepository, RenewalRepository } from '../core/ports.ts'
import { openCredentialSecret, sealCredentialSecret } from './credential-secret.ts'
import { VaultError } from './envelope.ts'
import type { FetchedKeys, FetchKeys } from './fetch-keys.ts'
import type { KeyRing } from './key-ring.ts'

/** What keys are fetched with. */
export interface FetchDependencies {
  readonly credentials: Pick<CredentialRepository, 'list'>
  readonly ring: KeyRing
  readonly clock: Clock
  readonly fetchKeys: FetchKeys
}

/** A credential whose keys are asked for; it need not be stored yet. */
export type RenewingCredential = Pick<Credential, 'id' | 'accountId' | 'region'> & Required<Pick<Credential, 'source'>>

/** Longest time that a source may take. */
const fetchLimitMs = 30_000

/**
 * Asks the source of a credential for keys.
 * @throws Error when it gives none within 30 s, or keys that have ended, or when the credential that is to assume the role has
 */
export async function fetchCredentialKeys(
  { id, accountId, region, source }: RenewingCredential,
  { credentials, ring, clock, fetchKeys }: FetchDependencies,
): Promise<FetchedKeys> {
  const base = source.from === 'assume-role' ? await openBase(source.credentialId) : undefined
  // What CloudTrail shows of the session.
  const sessionName = `signpost-${id}`
  const keys = await deadline(fetchLimitMs, fetchKeys({ source, region, sessionName, base }))
  if (keys.expiresAt !== undefined && keys.expiresAt <= clock()) {
    throw new Error('The source gives keys that have ended already: compare the clocks.')
  }
  return keys

  async function openBase(baseId: string): Promise<FetchedKeys> {
    const found = (await credentials.list(accountId)).find((credential) => credential.id === baseId)
    if (found === undefined) throw new Error('The credential that assumes the role was removed.')
    const { accessKeyId, name, expiresAt } = found
    if (expiresAt !== undefined && expiresAt <= clock()) {
      throw new Error(`The credential ${name}, which assumes the role, has ended.`)
    }
    return { accessKeyId, secret: openCredentialSecret(found, ring) }
  }
}

/** Keys without an end may be changed at their source at any time. */
const endlessMs = 15 * 60_000
const shortestMs = 60_000

/**
 * When keys are renewed: when half of their time is over, so that a URL may always live for the other half. Keys of an
 * instance stay the same until shortly before their end, so they are asked for more and more often.
 * @param random from 0 to 1; it moves the time ahead by a tenth at the most, so that not all are renewed at once
 */
export function chooseRenewalTime(expiresAt: number | undefined, now: number, random: number): number {
  const waitMs = expiresAt === undefined ? endlessMs : Math.max((expiresAt - now) / 2, shortestMs)
  return Math.round(now + waitMs * (1 - random / 10))
}

/** What came of a renewal. `overtaken`: another node, or a removal, was faster. */
export type RenewalOutcome = 'renewed' | 'unchanged' | 'overtaken'

/**
 * Gets new keys for a credential and stores them, sealed.
 * @param held as it is stored, with the renewal by which this node has claimed it
 * @throws Error as {@link fetchCredentialKeys}, or when the database is away
 */
export async function renewCredential(
  held: Credential & RenewingCredential,
  dependencies: FetchDependencies & { readonly repository: RenewalRepository; readonly random: () => number },
): Promise<RenewalOutcome> {
  const { ring, clock, random, repository } = dependencies
  const keys = await fetchCredentialKeys(held, dependencies)
  const { accessKeyId, secret, expiresAt } = keys
  const renewal = { dueAt: chooseRenewalTime(expiresAt, clock(), random()) }
  if (isSame(keys, held, ring)) return (await repository.replace(held, renewal)) ? 'unchanged' : 'overtaken'
  const sealedSecret = sealCredentialSecret(secret, held, ring)
  const stored = { accessKeyId, sealedSecret, ...(expiresAt === undefined ? {} : { expiresAt }) }
  return (await repository.storeKeys(held, stored, renewal)) ? 'renewed' : 'overtaken'
}

/** New keys make caches forget what S3 said, so the same ones are not stored again. */
function isSame({ accessKeyId, secret, expiresAt }: FetchedKeys, stored: Credential, ring: KeyRing): boolean {
  if (accessKeyId !== stored.accessKeyId || expiresAt !== stored.expiresAt) return false
  try {
    const { secretAccessKey, sessionToken } = openCredentialSecret(stored, ring)
    return (
      secretAccessKey.reveal() === secret.secretAccessKey.reveal() &&
      sessionToken?.reveal() === secret.sessionToken?.reveal()
    )
  } catch (error) {
    // What does not open is replaced by what does.
    if (error instanceof VaultError) return false
    throw error
  }
}
