import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'

/** Ends a session: the administrator's own, or, for owners, anyone's. From then on no node accepts its cookie. */
export const endSession = defineAct({
  name: 'end_session',
  summary: 'End a session',
  role: 'auditor',
  effect: 'destroy',
  input: Type.Object({
    id: Type.String({
      description: 'Id of the session',
      pattern: '^ses_\\w{1,64}$',
      'x-rule': 'must be the id of a session (ses_…), as list_sessions shows it',
    }),
  }),
  result: Type.Object({ id: Type.String(), email: Type.String() }),
  async run({ id }, dependencies: Needs<'administrators' | 'clock' | 'actor' | 'accountId' | 'session'>) {
    const { administrators, clock, session } = dependencies
    const own = session?.administrator
    const visible = own === undefined || own.role === 'owner' ? undefined : own.id
    const found = (await administrators.listSessions(clock(), visible)).find((one) => one.id === id)
    if (found === undefined) throw new AppError('session_not_found')
    const { email } = found
    const event = describeChange(
      { act: 'end_session', target: { kind: 'session', id, name: email }, accountId: null },
      dependencies,
    )
    if (!(await administrators.endSession(id, event))) throw new AppError('session_not_found')
    return { id, email }
  },
})
