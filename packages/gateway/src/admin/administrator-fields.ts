import { Type } from 'typebox'
import type { AdministrationTarget } from '../core/administration-event.ts'
import { type Administrator, emailPattern, type Role, roles } from '../core/administrator.ts'
import type { AdministratorChange, ListedAdministrator } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'
import type { ShownFields } from './record-change.ts'

/** Which administrator an act is about. */
export const administratorField = Type.String({
  description: 'Email address or id of the administrator',
  minLength: 1,
  maxLength: 254,
})

/** What somebody may do. */
export const roleField = Type.Enum([...roles], {
  description: 'owner: everything; operator: one account; auditor: reads one account',
})

/** The account that somebody administers. */
export const administeredAccountField = Type.String({
  description: 'Id of the account that an operator or an auditor administers; an owner administers all',
  minLength: 1,
  maxLength: 64,
})

/** An email address, as far as it is ours to check. */
export const emailField = Type.String({
  description: 'Email address of whoever may use the link; without it, whoever has the link',
  maxLength: 254,
  pattern: emailPattern,
  'x-rule': 'must be an email address: name@example.com',
})

/** What a result says of an administrator. */
export const administratorRecord = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: roleField,
  accountId: Type.Optional(Type.String()),
  accountName: Type.Optional(Type.String()),
  createdAt: defineTime('When it was made'),
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean({ description: 'Whether a code of an app is asked for after the password' }),
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

/** What of an administrator acts change. */
export function showAdministratorFields({ role, accountId }: Pick<Administrator, 'role' | 'accountId'>): ShownFields {
  return { role, accountId }
}

/**
 * The account that somebody with this role administers: none for an owner, else the one that is named, or that of the acts.
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

/** @throws AppError for a change that was not made */
export function requireChange(change: AdministratorChange): void {
  if (change === 'not-found') throw new AppError('administrator_not_found')
  if (change === 'last-owner') throw new AppError('last_owner')
}
