import type { AdminDependencies } from '../admin/dependencies.ts'
import { inviteAdministrator } from '../admin/invite-administrator.ts'
import { listAdministrators } from '../admin/list-administrators.ts'
import { listChanges, type ShownFields } from '../admin/record-change.ts'
import { removeAdministrator } from '../admin/remove-administrator.ts'
import { setAdministrator } from '../admin/set-administrator.ts'
import { findAccount } from '../admin/show-account.ts'
import { type Change, emptyPlan, joinPlans, type Plan } from './change.ts'
import type { PlanDependencies } from './installation.ts'
import type { StateAdministrator, StateFile } from './state-fields.ts'
import { toTime } from './state-times.ts'

type Listed = Awaited<ReturnType<typeof listAdministrators.run>>
type Invitation = Listed['invitations'][number] & { readonly email: string }

/** Plans the changes that make the administrators match the file. Missing ones are invited. */
export async function planAdministrators(
  { administrators: entries, accounts = {} }: StateFile,
  dependencies: PlanDependencies,
): Promise<Plan> {
  if (entries === undefined) return emptyPlan
  const listed = await listAdministrators.run({}, dependencies)
  const rename = <Row extends { readonly accountName?: string }>(row: Row): Row => {
    const { accountName = '' } = row
    const [name = accountName] = Object.entries(accounts).find(([, one]) => one.formerName === accountName) ?? []
    return accountName === '' ? row : { ...row, accountName: name }
  }
  // Accounts are renamed before administrators change.
  const [administrators, invitations] = [listed.administrators.map(rename), listed.invitations.map(rename)]
  const invited = invitations.filter((one): one is Invitation => one.kind === 'invitation' && one.email !== undefined)
  const plans: Plan[] = []
  // New owners come first, because an owner who loses the role may be the last one until then.
  const byRole = Object.entries(entries).toSorted(([, one], [, other]) => rankRole(one) - rankRole(other))
  for (const [email, wanted] of byRole) {
    const { account } = wanted
    const isKnown = account === undefined || Object.hasOwn(accounts, account)
    if (!isKnown && (await dependencies.accounts.findByName(account)) === undefined) {
      const message = `The account ${account} neither exists nor is in the file`
      plans.push({ ...emptyPlan, problems: [{ path: ['administrators', email, 'account'], message }] })
      continue
    }
    const present = administrators.find((one) => one.email === email)
    const open = invited.find((one) => one.email === email)
    if (present !== undefined) plans.push(planRole(email, wanted, present))
    else plans.push(planInvitation(email, wanted, open))
  }
  const isSurplus = ({ email }: { readonly email: string }) => !Object.hasOwn(entries, email)
  const surplus = [
    ...invited.filter(isSurplus).map(({ id, email }) => describeRemoval('invitation', id, email)),
    ...administrators.filter(isSurplus).map(({ id, email }) => describeRemoval('administrator', id, email)),
  ]
  return joinPlans([...plans, { ...emptyPlan, surplus, ...listOwnerProblems(entries, administrators) }])
}

function rankRole({ role }: StateAdministrator): number {
  return role === 'owner' ? 0 : 1
}

/** Reports in advance if the file would remove the last owner, or give them another role. */
function listOwnerProblems(
  entries: NonNullable<StateFile['administrators']>,
  administrators: Listed['administrators'],
): Pick<Plan, 'problems' | 'surplusProblems'> {
  const owners = administrators.filter(({ role }) => role === 'owner')
  const isKept = administrators.some(({ email }) => entries[email]?.role === 'owner')
  const isOther = owners.some(({ email }) => !Object.hasOwn(entries, email))
  const message = 'This would leave no owner: an existing administrator must have the role owner here'
  const found = owners.length === 0 || isKept ? [] : [{ path: ['administrators'], message }]
  return isOther ? { problems: [], surplusProblems: found } : { problems: found, surplusProblems: [] }
}

function planRole(email: string, wanted: StateAdministrator, present: Listed['administrators'][number]): Plan {
  const fields = listChanges(showRole(present.role, present.accountName), showRole(wanted.role, wanted.account))
  if (fields.length === 0) return emptyPlan
  const change: Change = {
    ...{ action: 'change', kind: 'administrator', name: email, id: present.id, fields, effects: [] },
    async run(dependencies) {
      const input = { administrator: present.id, role: wanted.role, ...(await findOwnAccount(wanted, dependencies)) }
      await setAdministrator.run(input, dependencies)
      return []
    },
  }
  return { ...emptyPlan, changes: [change] }
}

/** Plans an invitation. @param open an unused invitation: if its role differs, it is withdrawn and replaced */
function planInvitation(email: string, wanted: StateAdministrator, open: Invitation | undefined): Plan {
  const shown = showRole(wanted.role, wanted.account)
  const former = open === undefined ? {} : showRole(open.role, open.accountName)
  const fields = listChanges(former, shown)
  if (open !== undefined && fields.length === 0) {
    return { ...emptyPlan, notes: [`${email} has an open invitation until ${toTime(open.expiresAt)}.`] }
  }
  const change: Change = {
    ...{ action: 'invite', kind: 'administrator', name: email, fields },
    effects: [
      open === undefined
        ? 'The link is printed only this once.'
        : 'The former link no longer works. A new one is printed only this once.',
    ],
    async run(dependencies) {
      const input = { email, role: wanted.role, ...(await findOwnAccount(wanted, dependencies)) }
      if (open !== undefined) await removeAdministrator.run({ administrator: open.id }, dependencies)
      const { link, expiresAt } = await inviteAdministrator.run(input, dependencies)
      return [`The link, only for ${email}, valid until ${toTime(expiresAt)}: ${link}`]
    },
  }
  return { ...emptyPlan, changes: [change] }
}

function showRole(role: string, account: string | undefined): ShownFields {
  return { role, account }
}

async function findOwnAccount(
  { account }: StateAdministrator,
  dependencies: AdminDependencies,
): Promise<{ readonly accountId?: string }> {
  return account === undefined ? {} : { accountId: (await findAccount(account, dependencies)).id }
}

function describeRemoval(kind: 'administrator' | 'invitation', id: string, email: string): Change {
  const effect =
    kind === 'invitation' ? 'Its link no longer works.' : 'The sessions end, and signing in is no longer possible.'
  return {
    ...{ action: 'remove', kind, name: email, id, fields: [], effects: [effect] },
    async run(dependencies) {
      await removeAdministrator.run({ administrator: id }, dependencies)
      return []
    },
  }
}
