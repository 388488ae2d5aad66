import { type AdministratorSession, type Role, roles } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { Account } from '../core/model.ts'
import type { Act } from './act.ts'
import type { Needs } from './dependencies.ts'

/** How long a session counts as confirmed. */
const confirmationMs = 10 * 60_000

/** Whether a session was confirmed recently. */
export function isConfirmed({ confirmedAt }: Pick<AdministratorSession, 'confirmedAt'>, now: number): boolean {
  // A time in the future means that the clock has been set back since.
  return Math.abs(now - confirmedAt) <= confirmationMs
}

/** The properties of a requested act that decide which rights it needs. */
export interface AskedAct extends Pick<Act, 'role' | 'confirms'> {
  /** Id of the account that the act should work on; by default the session's own. */
  readonly accountId?: string
}

/**
 * Checks that a session may run an act, and returns the id of the account that the act works on.
 * @throws AppError `role_not_sufficient`, `confirmation_required`; `account_not_found` only for an owner: an administrator of one
 * account must not learn which other accounts exist
 */
export async function authorize(
  { administrator, confirmedAt }: AdministratorSession,
  { role, confirms = false, accountId }: AskedAct,
  { accounts, accountId: defaultAccountId, clock }: Needs<'accounts' | 'accountId' | 'clock'>,
): Promise<string> {
  requireRole(administrator.role, role)
  const account = await chooseAccount()
  if (confirms && !isConfirmed({ confirmedAt }, clock())) throw new AppError('confirmation_required')
  return account

  async function chooseAccount(): Promise<string> {
    if (administrator.role === 'owner') {
      const account = accountId ?? defaultAccountId
      if ((await accounts.find(account)) !== undefined) return account
      throw new AppError('account_not_found', { message: 'There is no account with this id.' })
    }
    const own = administrator.accountId
    const account: Account | undefined = own === undefined ? undefined : await accounts.find(own)
    if (account === undefined) {
      const message = 'The account of this administrator no longer exists.'
      throw new AppError('role_not_sufficient', { message })
    }
    if (accountId === undefined || accountId === account.id) return account.id
    throw new AppError('role_not_sufficient', {
      message: `Only an owner may administer other accounts; this administrator is for the account ${account.name}.`,
    })
  }
}

function requireRole(own: Role, needed: Role): void {
  if (roles.indexOf(own) <= roles.indexOf(needed)) return
  const message = `This needs the role ${needed}; this administrator is an ${own}.`
  throw new AppError('role_not_sufficient', { message })
}

/**
 * Refuses records that belong to no account, or to every account, to an administrator of one account.
 * @param what the subject of the message, in the plural: "Events of every account"
 * @throws AppError `role_not_sufficient`
 */
export function requireInstallation(what: string, { reach }: Needs<'reach'>): void {
  if (reach === 'installation') return
  throw new AppError('role_not_sufficient', { message: `${what} are shown only to owners.` })
}
