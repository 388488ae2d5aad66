import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Token } from '../core/model.ts'
import { defineAct } from './act.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { dropFields, requireSomething } from './edit-fields.ts'
import { defineName, defineRemovals, defineTime, identityFields, tokenIdField } from './fields.ts'
import { changesField, describeChange, showTokenFields, toTokenTarget } from './record-change.ts'
import { findToken, requireFreeSubject, restrictionFields, subjectField } from './token-record.ts'

const removableFields = [
  ...(Object.keys(restrictionFields) as (keyof typeof restrictionFields)[]),
  'expiresAt',
  'oidcSubject',
] as const

/** Changes the name, the limits or the expiry of a token. The change takes effect on every node within 2 s. */
export const setToken = defineAct({
  name: 'set_token',
  summary: 'Change the name, the limits or the expiry of an API token',
  role: 'operator',
  effect: 'change',
  input: Type.Object({
    id: tokenIdField,
    name: Type.Optional(defineName('Name of the token, for the list and the log')),
    ...restrictionFields,
    expiresAt: Type.Optional(defineTime('When the token expires')),
    oidcSubject: subjectField,
    remove: defineRemovals(removableFields),
  }),
  result: Type.Object({ ...identityFields, changes: changesField }),
  async run({ id, remove = [], ...fields }, dependencies: Needs<'tokens' | 'accountId' | 'clock' | 'actor'>) {
    requireSomething(fields, remove)
    const { expiresAt: newEnd, oidcSubject: newSubject, name, ...limits } = fields
    const token = await findToken(id, dependencies)
    if (token.revokedAt !== undefined) {
      throw new AppError('not_changeable', {
        message: `The token ${token.name} (${id}) is revoked, which cannot be undone.`,
      })
    }
    await requireFreeSubject(newSubject, id, dependencies)
    const { expiresAt, oidcSubject, ...kept } = token
    if (newEnd !== undefined && newEnd <= dependencies.clock())
      throw createFieldError('expiresAt', 'must be in the future')
    const end = newEnd ?? expiresAt
    const subject = newSubject ?? oidcSubject
    const changed: Token = {
      ...kept,
      name: name ?? token.name,
      limits: dropFields({ ...token.limits, ...limits }, remove),
      ...(end === undefined || remove.includes('expiresAt') ? {} : { expiresAt: end }),
      ...(subject === undefined || remove.includes('oidcSubject') ? {} : { oidcSubject: subject }),
    }
    const [before, after] = [showTokenFields(token), showTokenFields(changed)]
    const event = describeChange({ act: 'set_token', target: toTokenTarget(changed), before, after }, dependencies)
    const { changes } = event
    if (changes.length > 0 && !(await dependencies.tokens.update(changed, event))) {
      throw new AppError('not_changeable', { message: `The token ${id} was revoked meanwhile.` })
    }
    return { id, name: changed.name, changes }
  },
})
