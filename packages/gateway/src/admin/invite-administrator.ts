import { Type } from 'typebox'
import type { NewInvitation } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { administeredAccountField, chooseAccount, emailField, roleField } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'
import { hashInvitationToken, invitationMs, makeInvitationToken, writeInvitationLink } from './invitation-link.ts'
import { describeChange } from './record-change.ts'

/** A new link, as results show it. */
export const linkFields = {
  link: Type.String({ description: 'Works once. Anyone who has it can use it, so keep it as secret as a password' }),
  expiresAt: defineTime('When it expires'),
}

/** Makes a link with which one person becomes an administrator. */
export const inviteAdministrator = defineAct({
  name: 'invite_administrator',
  summary: 'Make a link with which one person becomes an administrator',
  role: 'owner',
  effect: 'change',
  confirms: true,
  input: Type.Object({
    role: Type.Optional({ ...roleField, default: 'owner' }),
    accountId: Type.Optional(administeredAccountField),
    email: Type.Optional(emailField),
    hours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 720, default: 24, description: 'How many hours the link works' }),
    ),
  }),
  result: Type.Object({ id: Type.String(), role: roleField, accountId: Type.Optional(Type.String()), ...linkFields }),
  async run(
    { role = 'owner', accountId: named, email, hours },
    dependencies: Needs<'administrators' | 'accounts' | 'accountId' | 'clock' | 'newId' | 'actor' | 'dashboardUrl'>,
  ) {
    const { administrators, clock, newId, actor, dashboardUrl } = dependencies
    const accountId = await chooseAccount(role, named, dependencies)
    const address = email?.toLowerCase()
    if (address !== undefined && (await administrators.find(address)) !== undefined) {
      throw new AppError('name_taken', { message: `${address} is an administrator already.` })
    }
    const token = makeInvitationToken()
    const now = clock()
    const invitation: NewInvitation = {
      ...{ id: newId('inv'), hash: hashInvitationToken(token), kind: 'invitation', role, invitedBy: actor.name },
      ...(accountId === undefined ? {} : { accountId }),
      ...(address === undefined ? {} : { email: address }),
      ...{ createdAt: now, expiresAt: now + (hours === undefined ? invitationMs : hours * 3_600_000) },
    }
    const { id, expiresAt } = invitation
    const target = { kind: 'invitation', id, name: address ?? role } as const
    const change = { act: 'invite_administrator', target, after: { role, accountId, email: address, expiresAt } }
    await administrators.invite(invitation, describeChange({ ...change, accountId: accountId ?? null }, dependencies))
    const account = accountId === undefined ? {} : { accountId }
    return { id, role, ...account, link: writeInvitationLink(dashboardUrl, token), expiresAt }
  },
})
