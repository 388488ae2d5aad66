import type { Token } from '../core/model.ts'
import { type NetworkSet, parseNetworks } from '../core/network.ts'
import { parseRate, type RateSetting } from '../core/rate.ts'
import { type AllowRule, parseAllowRule } from './allow-rule.ts'
import type { ClientTokenClaims } from './client-token.ts'

/** A token that is known, with its limits ready for use. For a client token it is the API token that it comes from, narrowed. */
export interface VerifiedToken {
  readonly id: string
  readonly accountId: string
  readonly credentialId: string | undefined
  readonly expiresAt: number | undefined
  readonly allow: readonly AllowRule[] | undefined
  readonly acls: readonly string[] | undefined
  readonly maxExpiresInSeconds: number | undefined
  readonly maxBytes: number | undefined
  readonly contentTypes: readonly string[] | undefined
  readonly networks: NetworkSet | undefined
  /** The token's own rate; undefined when the configured one holds. */
  readonly rate: RateSetting | undefined
  /** For a client token, what holds beside all that: its own rules. */
  readonly client?: ClientToken | undefined
}

/** What a client token says itself. */
export interface ClientToken {
  /** Names it in the audit log: the first 16 digits of its SHA-256. */
  readonly fingerprint: string
  readonly allow: readonly AllowRule[]
  readonly contentTypes: readonly string[] | undefined
  readonly origins: readonly string[] | undefined
}

/** A stored token, ready for use. */
export function prepareToken({ id, accountId, credentialId, expiresAt, limits }: Token): VerifiedToken {
  return {
    id,
    accountId,
    credentialId,
    expiresAt,
    allow: limits.allow?.map(parseAllowRule),
    acls: limits.acls,
    maxExpiresInSeconds: limits.maxExpiresInSeconds,
    maxBytes: limits.maxBytes,
    contentTypes: limits.contentTypes,
    networks: limits.networks === undefined ? undefined : parseNetworks(limits.networks),
    rate: limits.rate === undefined ? undefined : parseRate(limits.rate),
  }
}

/**
 * The API token as a client token narrows it. What both may say holds twice, or is the smaller one: a client token cannot be
 * wider, whatever stands in it. URLs live no longer than the client token as a whole.
 * @param hash the client token's SHA-256, hexadecimal
 */
export function narrowToken(parent: VerifiedToken, claims: ClientTokenClaims, hash: string): VerifiedToken {
  const { issuedAt, expiresAt, allow, maxBytes, contentTypes, origins } = claims
  return {
    ...parent,
    expiresAt: least(parent.expiresAt, expiresAt),
    maxExpiresInSeconds: least(parent.maxExpiresInSeconds, (expiresAt - issuedAt) / 1000),
    maxBytes: least(parent.maxBytes, maxBytes),
    client: { fingerprint: fingerprintOf(hash), allow: allow.map(parseAllowRule), contentTypes, origins },
  }
}

/** The name of a client token in the audit log. @param hash its SHA-256, hexadecimal */
export function fingerprintOf(hash: string): string {
  return hash.slice(0, 16)
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
