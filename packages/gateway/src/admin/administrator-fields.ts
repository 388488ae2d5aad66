import { Type } from 'typebox'
import type { AdministrationTarget } from '../core/administration-event.ts'
import { type Administrator, emailPattern, type Role, roles } from '../core/administrator.ts'
import type { AdministratorChange, ListedAdministrator } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'
import type { ShownFields } from './record-change.ts'

/** The administrator that an act is about. */
export const administratorField = Type.String({
  description: 'Email address or id of the administrator',
  minLength: 1,
  maxLength: 254,
})

/** What an administrator may do. */
export const roleField = Type.Enum([...roles], {
  description: 'owner: everything; operator: one account; auditor: reads one account',
})

/** The account that an operator or an auditor administers. */
export const administeredAccountField = Type.String({
  description: 'Id of the account that an operator or an auditor administers; an owner administers all',
  minLength: 1,
  maxLength: 64,
})

/** An email address. Only its form is checked. */
export const emailField = Type.String({
  description: 'Email address of the only person who may use the link; without it, anyone with the link may',
  maxLength: 254,
  pattern: emailPattern,
  'x-rule': 'must be an email address: name@example.com',
})

/** An administrator, as results show one. */
export const administratorRecord = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: roleField,
  accountId: Type.Optional(Type.String()),
  accountName: Type.Optional(Type.String()),
  createdAt: defineTime('When it was made'),
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean({
    description: 'Whether signing in needs a code from an authenticator app after the password',
  }),
  passkeys: Type.Integer(),
  hasOidc: Type.Boolean({ description: 'Whether a sign-in at the OIDC provider is linked' }),
})

/** @throws AppError `administrator_not_found` */
export async function findAdministrator(
  idOrEmail: string,
  { administrators }: Needs<'administrators'>,
): Promise<ListedAdministrator> {
  const found = await administrators.find(idOrEmail)
  if (found === undefined) throw new AppError('administrator_not_found')
  return found
}

/** An administrator as the target of a change. */
export function toAdministratorTarget({ id, email }: Pick<Administrator, 'id' | 'email'>): AdministrationTarget {
  return { kind: 'administrator', id, name: email }
}

/** The fields of an administrator that acts change. */
export function showAdministratorFields({ role, accountId }: Pick<Administrator, 'role' | 'accountId'>): ShownFields {
  return { role, accountId }
}

/**
 * Chooses the account that an administrator with this role gets: none for an owner, otherwise the named account, or the account that
 * the act works on.
 * @throws AppError `invalid_request`, `account_not_found`
 */
export async function chooseAccount(
  role: Role,
  named: string | undefined,
  { accounts, accountId }: Needs<'accounts' | 'accountId'>,
): Promise<string | undefined> {
  if (role === 'owner') {
    if (named === undefined) return undefined
    throw createFieldError('accountId', 'is not for an owner, who administers every account')
  }
  const account = await accounts.find(named ?? accountId)
  if (account === undefined) throw new AppError('account_not_found', { message: 'There is no account with this id.' })
  return account.id
}

/** @throws AppError if the change was not made: `administrator_not_found`, `last_owner` */
export function requireChange(change: AdministratorChange): void {
  if (change === 'not-found') throw new AppError('administrator_not_found')
  if (change === 'last-owner') throw new AppError('last_owner')
}
