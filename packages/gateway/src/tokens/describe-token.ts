import { type Action, actions, isImplied } from '../core/actions.ts'
import { type AllowRule, formatAllowRule, impliedRules } from './allow-rule.ts'
import type { VerifiedToken } from './verified-token.ts'

/** What a token may do, for its holder. None of this is secret from the holder, because refusals reveal it piece by piece. */
export interface TokenDescription {
  readonly id: string
  readonly isClientToken: boolean
  /** Epoch milliseconds; undefined if it does not expire. */
  readonly expiresAt: number | undefined
  /** The actions that the rules allow for some bucket and key. */
  readonly actions: readonly Action[]
  /** The token's rules. For a client token, its own rules, which apply within those of its API token. */
  readonly rules: readonly string[]
  /** For a client token, the rules of its API token. */
  readonly within: readonly string[] | undefined
  readonly acls: readonly string[] | undefined
  readonly maxExpiresInSeconds: number | undefined
  readonly maxBytes: number | undefined
  /** A content type must match one entry of each list. */
  readonly contentTypes: readonly (readonly string[])[]
}

/** Describes what a token may do. */
export function describeToken(token: VerifiedToken): TokenDescription {
  const { id, client, expiresAt, acls, maxExpiresInSeconds, maxBytes } = token
  const allow = token.allow ?? impliedRules
  return {
    ...{ id, isClientToken: client !== undefined, expiresAt, acls, maxExpiresInSeconds, maxBytes },
    actions: listAllowedActions(token),
    rules: (client?.allow ?? allow).map(formatAllowRule),
    within: client === undefined ? undefined : allow.map(formatAllowRule),
    contentTypes: [client?.contentTypes, token.contentTypes].filter((types) => types !== undefined),
  }
}

/** Lists the actions that a token allows for some bucket and key. */
export function listAllowedActions({ allow = impliedRules, client }: VerifiedToken): Action[] {
  return actions.filter((action) => [allow, client?.allow ?? allow].every((rules) => namesAction(rules, action)))
}

function namesAction(rules: readonly AllowRule[], action: Action): boolean {
  return rules.some((rule) => (rule.action === undefined ? isImplied(action) : rule.action === action))
}
