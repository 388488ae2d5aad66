import { Type } from 'typebox'
import { defineAct } from './act.ts'
import { administratorRecord, roleField } from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** Lists the administrators and the open invitations. They are few, so there are no pages. */
export const listAdministrators = defineAct({
  name: 'list_administrators',
  summary: 'List the administrators and the open invitations',
  role: 'owner',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    administrators: Type.Array(administratorRecord),
    invitations: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.Enum(['invitation', 'first-run', 'reset'], {
          description: 'first-run: the link of the start message; reset: a link to choose a new password',
        }),
        role: roleField,
        email: Type.Optional(Type.String()),
        accountId: Type.Optional(Type.String()),
        accountName: Type.Optional(Type.String()),
        administratorId: Type.Optional(
          Type.String({ description: 'The administrator whose password the link resets' }),
        ),
        invitedBy: Type.Optional(Type.String()),
        createdAt: defineTime('When it was made'),
        expiresAt: defineTime('When it expires'),
      }),
    ),
  }),
  async run(_input, { administrators, accounts, clock }: Needs<'administrators' | 'accounts' | 'clock'>) {
    const [listed, invitations] = await Promise.all([administrators.list(), administrators.listInvitations(clock())])
    const names = new Map<string, string>()
    for (const { accountId } of [...listed, ...invitations]) {
      if (accountId === undefined || names.has(accountId)) continue
      const account = await accounts.find(accountId)
      if (account !== undefined) names.set(accountId, account.name)
    }
    const withName = <Row extends { readonly accountId?: string }>(row: Row) => {
      const accountName = row.accountId === undefined ? undefined : names.get(row.accountId)
      return accountName === undefined ? row : { ...row, accountName }
    }
    return { administrators: listed.map(withName), invitations: invitations.map(withName) }
  },
})
