import { AppError } from '../core/app-error.ts'
import { createBoundedMap } from '../core/bounded-map.ts'
import type { Clock } from '../core/clock.ts'
import { countLookup, createLookupCounters, type LookupCounters } from '../core/counters.ts'
import type { Token } from '../core/model.ts'
import { type NetworkSet, parseNetworks } from '../core/network.ts'
import type { ChangeFeed, TokenRepository } from '../core/ports.ts'
import { parseRate, type RateSetting } from '../core/rate.ts'
import { type AllowRule, parseAllowRule } from './allow-rule.ts'
import type { LastUse, NotedToken } from './last-use.ts'
import { hashToken, isTokenShaped } from './token-format.ts'

/** A token that is known, with its limits ready for use. */
export interface VerifiedToken {
  readonly id: string
  readonly accountId: string
  readonly credentialId: string | undefined
  readonly expiresAt: number | undefined
  readonly allow: readonly AllowRule[] | undefined
  readonly acls: readonly string[] | undefined
  readonly maxExpiresInSeconds: number | undefined
  readonly networks: NetworkSet | undefined
  /** The token's own rate; undefined when the configured one holds. */
  readonly rate: RateSetting | undefined
}

/** A token as it is kept in memory. */
type KnownToken = VerifiedToken & NotedToken

/** Checks API tokens. */
export interface TokenVerifier {
  /**
   * The token's account and limits.
   * @throws AppError `token_missing`, `token_unknown`, `token_revoked` or `token_expired`
   */
  verify(token: string | undefined): Promise<VerifiedToken>
}

/** What a token verifier tells others of. */
export interface TokenVerifierOptions {
  readonly lastUse?: LastUse
  readonly lookups?: LookupCounters
}

/** How many tokens are kept in memory. */
const cacheSize = 40_000

/**
 * Verifies tokens by the look-up of their hash, and keeps those that are good until the change feed speaks. Tokens that
 * are not good are never kept, so that a token works as soon as it is stored.
 */
export function createTokenVerifier(
  repository: TokenRepository,
  changes: ChangeFeed,
  clock: Clock,
  { lastUse, lookups = createLookupCounters() }: TokenVerifierOptions = {},
): TokenVerifier {
  const cache = createBoundedMap<KnownToken>(cacheSize)
  let generation = 0
  changes.subscribe(() => {
    generation++
    cache.clear()
  })

  async function load(text: string, hash: string): Promise<KnownToken> {
    if (!isTokenShaped(text)) throw new AppError('token_unknown')
    const startedIn = generation
    const token = await repository.findByHash(hash)
    if (token === undefined) throw new AppError('token_unknown')
    if (token.revokedAt !== undefined) throw new AppError('token_revoked')
    const verified = prepareToken(token)
    // A change while the database was being read may have been this token's revocation: then it is not kept.
    if (startedIn === generation) cache.set(hash, verified)
    return verified
  }

  return {
    async verify(token) {
      if (token === undefined || token === '') throw new AppError('token_missing')
      const hash = hashToken(token)
      const kept = cache.get(hash)
      countLookup(lookups, kept)
      const verified = kept ?? (await load(token, hash))
      const now = clock()
      if (verified.expiresAt !== undefined && verified.expiresAt <= now) throw new AppError('token_expired')
      lastUse?.note(verified, now)
      return verified
    },
  }
}

function prepareToken({ id, accountId, credentialId, expiresAt, lastUsedAt, limits }: Token): KnownToken {
  return {
    id,
    notedAt: lastUsedAt ?? 0,
    accountId,
    credentialId,
    expiresAt,
    allow: limits.allow?.map(parseAllowRule),
    acls: limits.acls,
    maxExpiresInSeconds: limits.maxExpiresInSeconds,
    networks: limits.networks === undefined ? undefined : parseNetworks(limits.networks),
    rate: limits.rate === undefined ? undefined : parseRate(limits.rate),
  }
}
