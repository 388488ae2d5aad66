import { Type } from 'typebox'
import { type Token, tokenStates } from '../core/model.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, identityFields } from './fields.ts'
import { listFields, nextCursorField, readPage } from './page.ts'
import { nameState, restrictionsRecord, subjectField } from './token-record.ts'

/** A token as the acts show it. */
export const tokenRecord = Type.Object({
  ...identityFields,
  state: Type.Enum([...tokenStates]),
  limits: restrictionsRecord,
  oidcSubject: subjectField,
  credentialId: Type.Optional(Type.String({ description: 'The only credential that it may use' })),
  createdAt: defineTime('When it was made'),
  expiresAt: Type.Optional(defineTime('When it expires')),
  revokedAt: Type.Optional(defineTime('When it was revoked')),
  lastUsedAt: Type.Optional(defineTime('When it was last used, to the minute')),
})

/** Lists the account's tokens and their restrictions, oldest first. The texts of the tokens are not stored. */
export const listTokens = defineAct({
  name: 'list_tokens',
  summary: 'List the API tokens',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    ...listFields,
    state: Type.Optional(Type.Enum([...tokenStates], { description: 'In this state' })),
  }),
  result: Type.Object({
    tokens: Type.Array(tokenRecord),
    nextCursor: nextCursorField,
  }),
  async run({ state, ...input }, { tokens, accountId, clock }: Needs<'tokens' | 'accountId' | 'clock'>) {
    const now = clock()
    const inState = state === undefined ? {} : { state: { name: state, now } }
    const { rows, nextCursor } = await readPage(input, (page) => tokens.list(accountId, { ...page, ...inState }))
    return { tokens: rows.map((token) => showToken(token, now)), nextCursor }
  },
})

/** Shows a token without its hash. */
export function showToken({ hash: _, accountId: __, ...token }: Token, now: number) {
  return { ...token, state: nameState(token, now) }
}
