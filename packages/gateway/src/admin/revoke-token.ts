import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, identityFields, tokenIdField } from './fields.ts'
import { describeChange, toTokenTarget } from './record-change.ts'
import { findToken } from './token-record.ts'

/** Revokes a token. Every node refuses it within 2 s. A token that is revoked already keeps the date of its first revocation. */
export const revokeToken = defineAct({
  name: 'revoke_token',
  summary: 'Revoke an API token',
  role: 'operator',
  effect: 'destroy',
  input: Type.Object({ id: tokenIdField }),
  result: Type.Object({ ...identityFields, revokedAt: defineTime('When it was revoked') }),
  async run({ id }, dependencies: Needs<'tokens' | 'accountId' | 'clock' | 'actor'>) {
    const { tokens, accountId, clock } = dependencies
    const now = clock()
    const found = await findToken(id, dependencies)
    const change = { act: 'revoke_token', target: toTokenTarget(found), after: { revokedAt: now } }
    const token = await tokens.revoke(accountId, id, now, describeChange(change, dependencies))
    return { id, name: found.name, revokedAt: token?.revokedAt ?? now }
  },
})
