import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { requireChange, showAdministratorFields, toAdministratorTarget } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { describeChange } from './record-change.ts'

/** Removes an administrator and ends their sessions, or withdraws an invitation, whose link then no longer works. */
export const removeAdministrator = defineAct({
  name: 'remove_administrator',
  summary: 'Remove an administrator, or withdraw an invitation',
  role: 'owner',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({
    administrator: Type.String({
      description: 'Email address or id of the administrator, or id of the invitation (inv_…)',
      minLength: 1,
      maxLength: 254,
    }),
  }),
  result: Type.Object({
    id: Type.String(),
    email: Type.Optional(Type.String()),
    wasInvitation: Type.Boolean({ description: 'Whether it was an unused invitation' }),
  }),
  async run({ administrator }, dependencies: Needs<'administrators' | 'clock' | 'actor' | 'accountId'>) {
    const { administrators } = dependencies
    const found = await administrators.find(administrator)
    if (found === undefined) return withdrawInvitation(administrator, dependencies)
    const event = describeChange(
      {
        act: 'remove_administrator',
        target: toAdministratorTarget(found),
        before: showAdministratorFields(found),
        accountId: found.accountId ?? null,
      },
      dependencies,
    )
    requireChange(await administrators.remove(found.id, event))
    return { id: found.id, email: found.email, wasInvitation: false }
  },
})

async function withdrawInvitation(
  idOrEmail: string,
  dependencies: Needs<'administrators' | 'clock' | 'actor' | 'accountId'>,
) {
  const { administrators, clock } = dependencies
  const now = clock()
  const invitation = (await administrators.listInvitations(now)).find(
    ({ id, email }) => id === idOrEmail || email === idOrEmail.toLowerCase(),
  )
  if (invitation === undefined) throw new AppError('administrator_not_found')
  const { id, email, role, accountId } = invitation
  const change = {
    act: 'remove_administrator',
    target: { kind: 'invitation', id, name: email ?? role } as const,
    before: { role, accountId, email },
    accountId: accountId ?? null,
  }
  if (!(await administrators.withdraw(id, now, describeChange(change, dependencies)))) {
    throw new AppError('administrator_not_found')
  }
  return { id, ...(email === undefined ? {} : { email }), wasInvitation: true }
}
