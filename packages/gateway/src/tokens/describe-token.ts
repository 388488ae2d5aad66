import { type Action, actions, isImplied } from '../core/actions.ts'
import { type AllowRule, formatAllowRule, impliedRules } from './allow-rule.ts'
import type { VerifiedToken } from './verified-token.ts'

/** What a token may do, for whoever holds it. Nothing of it is secret to them: each refusal tells a little of it. */
export interface TokenDescription {
  readonly id: string
  readonly isClientToken: boolean
  /** Epoch milliseconds; undefined when it does not end. */
  readonly expiresAt: number | undefined
  /** What the rules allow at all, whatever bucket and key. */
  readonly actions: readonly Action[]
  /** Of a client token its own, each within those of its API token. */
  readonly rules: readonly string[]
  /** The rules of the API token that a client token comes from. */
  readonly within: readonly string[] | undefined
  readonly acls: readonly string[] | undefined
  readonly maxExpiresInSeconds: number | undefined
  readonly maxBytes: number | undefined
  /** A content type fits one of each list. */
  readonly contentTypes: readonly (readonly string[])[]
}

/** What a token may do. */
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

/** The actions that a token may be used for with some bucket and key. */
export function listAllowedActions({ allow = impliedRules, client }: VerifiedToken): Action[] {
  return actions.filter((action) => [allow, client?.allow ?? allow].every((rules) => namesAction(rules, action)))
}

function namesAction(rules: readonly AllowRule[], action: Action): boolean {
  return rules.some((rule) => (rule.action === undefined ? isImplied(action) : rule.action === action))
}
