import { type AdministratorSession, type Role, roles } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { Account } from '../core/model.ts'
import type { Act } from './act.ts'
import type { Needs } from './dependencies.ts'

/** For so long a session counts as confirmed. */
const confirmationMs = 10 * 60_000

/** Whether a session was confirmed lately. */
export function isConfirmed({ confirmedAt }: Pick<AdministratorSession, 'confirmedAt'>, now: number): boolean {
  // A time that is ahead is one of a clock that was set back since.
  return Math.abs(now - confirmedAt) <= confirmationMs
}

/** What is asked for, as far as it takes a right. */
export interface AskedAct extends Pick<Act, 'role' | 'confirms'> {
  /** Id of the account that it is to be about; without it, the session's own. */
  readonly accountId?: string
}

/**
 * The account that a session may do an act in.
 * @throws AppError `role_not_sufficient`, `confirmation_required`; `account_not_found` for an owner alone: who administers one
 * account is not told which others there are
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
      const message = 'The account that this administrator is for is not there any more.'
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
 * Refuses what is of nobody, or of every account, to those who administer one.
 * @param what the beginning of a sentence: "Events of every account"
 * @throws AppError `role_not_sufficient`
 */
export function requireInstallation(what: string, { reach }: Needs<'reach'>): void {
  if (reach === 'installation') return
  throw new AppError('role_not_sufficient', { message: `${what} are shown to owners alone.` })
}
