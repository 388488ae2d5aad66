import type { TokenRestrictions } from '../core/model.ts'
import { formatBytes } from './byte-size.ts'
import { formatDuration } from './describe-fields.ts'

/** The short form of each limit in a list, with the unit that distinguishes it from the others. */
const words: { readonly [Name in keyof Required<TokenRestrictions>]: (limit: never) => string } = {
  allow: (rules: readonly string[]) => rules.join(' '),
  acls: (acls: readonly string[]) => `ACLs ${acls.join(' ') || 'private'}`,
  maxBytes: (bytes: number) => `up to ${formatBytes(bytes)}`,
  contentTypes: (types: readonly string[]) => `types ${types.join(' ')}`,
  maxExpiresInSeconds: (seconds: number) => `URLs live ${formatDuration(seconds)}`,
  networks: (networks: readonly string[]) => `from ${networks.join(' ')}`,
  rate: (rate: string) => (rate === 'off' ? 'no rate' : rate),
}

/**
 * Describes all limits of a token in a few words; `none` for a token that may do everything that its account may.
 * @param credentialId the only credential that it may use
 */
export function describeLimits(limits: TokenRestrictions, credentialId?: string): string {
  const told = Object.entries(words).flatMap(([name, tell]) => {
    const limit = limits[name as keyof TokenRestrictions]
    return limit === undefined ? [] : [tell(limit as never)]
  })
  if (credentialId !== undefined) told.push(`only with ${credentialId}`)
  return told.join('; ') || 'none'
}
