import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { administratorField, findAdministrator } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** Lists sessions: one's own, and for owners those of anybody. */
export const listSessions = defineAct({
  name: 'list_sessions',
  summary: 'List the sessions of an administrator',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    administrator: Type.Optional({
      ...administratorField,
      description:
        'Email address or id of another administrator, for owners; without it one’s own, at the command line all',
    }),
  }),
  result: Type.Object({
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        administratorId: Type.String(),
        email: Type.String(),
        createdAt: defineTime('When it was begun'),
        lastSeenAt: defineTime('When it was last used, to within an hour'),
        expiresAt: defineTime('When it ends, unless it is used'),
        clientAddress: Type.Optional(Type.String({ description: 'Where it was signed in from' })),
        userAgent: Type.Optional(Type.String({ description: 'What the browser calls itself' })),
        isCurrent: Type.Boolean({ description: 'Whether it is the one that asks' }),
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

/** The id of somebody whose sessions may be seen. Who may see only one's own is not told who else there is. */
async function findVisible(idOrEmail: string, dependencies: Needs<'administrators' | 'session'>): Promise<string> {
  const own = dependencies.session?.administrator
  const isOwn = own !== undefined && (idOrEmail === own.id || idOrEmail.toLowerCase() === own.email)
  if (isOwn) return own.id
  if (own !== undefined && own.role !== 'owner') {
    throw new AppError('role_not_sufficient', { message: 'Only an owner sees the sessions of others.' })
  }
  return (await findAdministrator(idOrEmail, dependencies)).id
}
