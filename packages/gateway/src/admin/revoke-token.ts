import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, identityFields, tokenIdField } from './fields.ts'
import { findToken } from './token-record.ts'

/** Ends a token, on every node within 2 s. A token that is revoked already keeps its first date. */
export const revokeToken = defineAct({
  name: 'revoke_token',
  summary: 'Revoke an API token',
  role: 'operator',
  effect: 'destroy',
  input: Type.Object({ id: tokenIdField }),
  result: Type.Object({ ...identityFields, revokedAt: defineTime('When it was revoked') }),
  async run({ id }, dependencies: Needs<'tokens' | 'accountId' | 'clock'>) {
    const { tokens, accountId, clock } = dependencies
    const now = clock()
    const token = (await tokens.revoke(accountId, id, now)) ?? (await findToken(id, dependencies))
    return { id, name: token.name, revokedAt: token.revokedAt ?? now }
  },
})
