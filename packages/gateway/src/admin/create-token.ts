import { Type } from 'typebox'
import type { Token } from '../core/model.ts'
import { hashToken } from '../tokens/token-format.ts'
import { defineAct } from './act.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineName, defineTime, identityFields } from './fields.ts'
import { describeChange, showTokenFields, toTokenTarget } from './record-change.ts'
import { nameState, requireFreeSubject, restrictionFields, restrictionsRecord, subjectField } from './token-record.ts'

/** Creates an API token. Only this result contains its text; the database stores just its hash. */
export const createToken = defineAct({
  name: 'create_token',
  summary: 'Make an API token',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the token, for the list and the log'),
    ...restrictionFields,
    expiresAt: Type.Optional(defineTime('When the token expires')),
    oidcSubject: subjectField,
    ifAbsent: Type.Optional(
      Type.Boolean({ description: 'Create none if one of that name is neither revoked nor expired' }),
    ),
  }),
  result: Type.Object({
    ...identityFields,
    token: Type.Union([Type.String(), Type.Null()], {
      description: 'The token itself, which is shown only once; null if one existed already',
    }),
    limits: restrictionsRecord,
    expiresAt: Type.Union([defineTime('When the token expires'), Type.Null()]),
    sameName: Type.Array(Type.String(), { description: 'Ids of other active tokens of this name' }),
    isNew: Type.Boolean({ description: 'Whether this call created it; false if one of that name existed already' }),
  }),
  async run(
    { name, expiresAt, oidcSubject, ifAbsent, ...limits },
    dependencies: Needs<'tokens' | 'accountId' | 'clock' | 'newId' | 'newToken' | 'actor'>,
  ) {
    const { tokens, accountId, clock, newId, newToken } = dependencies
    const text = newToken()
    const createdAt = clock()
    if (expiresAt !== undefined && expiresAt <= createdAt) throw createFieldError('expiresAt', 'must be in the future')
    const token: Token = {
      id: newId('tok'),
      accountId,
      name,
      hash: hashToken(text),
      limits,
      createdAt,
      ...(oidcSubject === undefined ? {} : { oidcSubject }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }
    const namesakes = (await tokens.listByName(accountId, name)).filter(
      (other) => nameState(other, createdAt) === 'active',
    )
    if (ifAbsent !== true || namesakes.length === 0) await requireFreeSubject(oidcSubject, token.id, dependencies)
    const change = { act: 'create_token', target: toTokenTarget(token), after: showTokenFields(token) }
    const event = describeChange(change, dependencies)
    const sameName = namesakes.map(({ id }) => id)
    if (ifAbsent === true) {
      const present = await tokens.insertIfAbsent(token, event)
      if (present.id !== token.id) {
        const { id, limits: kept, expiresAt = null } = present
        const others = sameName.filter((other) => other !== id)
        return { id, name, token: null, limits: kept, expiresAt, sameName: others, isNew: false }
      }
    } else await tokens.insert(token, event)
    return { id: token.id, name, token: text, limits, expiresAt: token.expiresAt ?? null, sameName, isNew: true }
  },
})
