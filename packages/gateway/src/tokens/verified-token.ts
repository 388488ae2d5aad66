import type { Token } from '../core/model.ts'
import { type NetworkSet, parseNetworks } from '../core/network.ts'
import { parseRate, type RateSetting } from '../core/rate.ts'
import { type AllowRule, parseAllowRule } from './allow-rule.ts'
import type { ClientTokenClaims } from './client-token.ts'

/** A verified token, with its limits ready for use. For a client token, this is its API token with the restrictions applied. */
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
  /** The token's own rate; undefined if the configured one applies. */
  readonly rate: RateSetting | undefined
  /** For a client token, its own restrictions, which apply in addition. */
  readonly client?: ClientToken | undefined
}

/** The restrictions of a client token itself. */
export interface ClientToken {
  /** Identifies it in the audit log: the first 16 digits of its SHA-256. */
  readonly fingerprint: string
  readonly allow: readonly AllowRule[]
  readonly contentTypes: readonly string[] | undefined
  readonly origins: readonly string[] | undefined
}

/** Prepares a stored token for use. */
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
 * Applies the restrictions of a client token to its API token. Limits of both apply together, or the smaller one applies, so a client
 * token can never be wider than its API token. The lifetime of URLs is at most that of the client token.
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

/** Returns the name of a client token in the audit log. @param hash its SHA-256 in hexadecimal */
export function fingerprintOf(hash: string): string {
  return hash.slice(0, 16)
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
