import { Type } from 'typebox'
import type { NewInvitation } from '../core/administrator-ports.ts'
import { defineAct } from './act.ts'
import { administratorField, findAdministrator, requireChange, toAdministratorTarget } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { hashInvitationToken, invitationMs, makeInvitationToken, writeInvitationLink } from './invitation-link.ts'
import { linkFields } from './invite-administrator.ts'
import { describeChange } from './record-change.ts'

/**
 * Removes every way in which an administrator can sign in, and makes a link to begin again. It is for administrators who lost their
 * password, phone or passkey, or whose account was taken over.
 */
export const resetAdministrator = defineAct({
  name: 'reset_administrator',
  summary: 'End every session of an administrator, and make a link to choose a new password',
  role: 'owner',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({ administrator: administratorField }),
  result: Type.Object({ id: Type.String(), email: Type.String(), ...linkFields }),
  async run(
    { administrator },
    dependencies: Needs<'administrators' | 'clock' | 'newId' | 'actor' | 'accountId' | 'dashboardUrl'>,
  ) {
    const { administrators, clock, newId, actor, dashboardUrl } = dependencies
    const found = await findAdministrator(administrator, dependencies)
    const { id, email, role, accountId, hasPassword, hasTotp, passkeys, hasOidc } = found
    const token = makeInvitationToken()
    const now = clock()
    const invitation: NewInvitation = {
      ...{ id: newId('inv'), hash: hashInvitationToken(token), kind: 'reset', role, administratorId: id },
      ...{ invitedBy: actor.name, createdAt: now, expiresAt: now + invitationMs },
    }
    const event = describeChange(
      {
        act: 'reset_administrator',
        target: toAdministratorTarget(found),
        before: { hasPassword, hasTotp, passkeys, hasOidc },
        after: { hasPassword: false, hasTotp: false, passkeys: 0, hasOidc: false },
        accountId: accountId ?? null,
      },
      dependencies,
    )
    requireChange(await administrators.reset(id, invitation, event))
    return { id, email, link: writeInvitationLink(dashboardUrl, token), expiresAt: invitation.expiresAt }
  },
})
