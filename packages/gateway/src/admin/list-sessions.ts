import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { administratorField, findAdministrator } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** Lists sessions: the administrator's own, or, for owners, anyone's. */
export const listSessions = defineAct({
  name: 'list_sessions',
  summary: 'List the sessions of an administrator',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    administrator: Type.Optional({
      ...administratorField,
      description:
        'Email address or id of another administrator, for owners only; by default your own sessions, or all at the command line',
    }),
  }),
  result: Type.Object({
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        administratorId: Type.String(),
        email: Type.String(),
        createdAt: defineTime('When it began'),
        lastSeenAt: defineTime('When it was last used, to within an hour'),
        expiresAt: defineTime('When it ends, unless it is used'),
        clientAddress: Type.Optional(Type.String({ description: 'Address from which the administrator signed in' })),
        userAgent: Type.Optional(Type.String({ description: 'What the browser calls itself' })),
        isCurrent: Type.Boolean({ description: 'Whether it is the session of this request' }),
      }),
    ),
  }),
  async run({ administrator }, dependencies: Needs<'administrators' | 'clock' | 'session'>) {
    const { administrators, clock, session } = dependencies
    const own = session?.administrator
    const id = administrator === undefined ? own?.id : await findVisible(administrator, dependencies)
    const sessions = await administrators.listSessions(clock(), id)
    return { sessions: sessions.map((one) => ({ ...one, isCurrent: one.id === session?.id })) }
  },
})

/**
 * Finds the id of an administrator whose sessions may be shown. An administrator who may see only their own sessions must not learn
 * who else exists.
 */
async function findVisible(idOrEmail: string, dependencies: Needs<'administrators' | 'session'>): Promise<string> {
  const own = dependencies.session?.administrator
  const isOwn = own !== undefined && (idOrEmail === own.id || idOrEmail.toLowerCase() === own.email)
  if (isOwn) return own.id
  if (own !== undefined && own.role !== 'owner') {
    throw new AppError('role_not_sufficient', { message: 'Only an owner sees the sessions of others.' })
  }
  return (await findAdministrator(idOrEmail, dependencies)).id
}
