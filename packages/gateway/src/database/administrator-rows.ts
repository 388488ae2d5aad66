import type { Administrator, Role } from '../core/administrator.ts'
import type { ListedAdministrator, ListedSession } from '../core/administrator-ports.ts'
import type { AdministratorRow, SessionRow } from './administrator-tables.ts'

/** A row with the numbers of ways in which the administrator can sign in. */
interface ListedRow extends AdministratorRow {
  readonly passwords: number | null
  readonly elsewhere: number | null
  readonly passkeys: number | null
}

/** Converts a row to an administrator of the list. */
export function toListedAdministrator(row: ListedRow): ListedAdministrator {
  return {
    ...toAdministrator(row),
    createdAt: Date.parse(row.created_at),
    hasPassword: Number(row.passwords) > 0,
    hasTotp: row.two_factor_enabled === 1,
    passkeys: Number(row.passkeys),
    hasOidc: Number(row.elsewhere) > 0,
  }
}

/** Converts a row to an administrator. */
export function toAdministrator(
  row: Pick<AdministratorRow, 'id' | 'email' | 'name' | 'role' | 'account_id'>,
): Administrator {
  const { id, email, name, role, account_id: accountId } = row
  return { id, email, name, role: role as Role, ...(accountId === null ? {} : { accountId }) }
}

/** Converts a row to a session of the list. */
export function toListedSession(row: SessionRow & { readonly email: string }): ListedSession {
  const { client_address: clientAddress, user_agent: userAgent } = row
  return {
    id: row.id,
    administratorId: row.administrator_id,
    email: row.email,
    createdAt: Date.parse(row.created_at),
    lastSeenAt: Date.parse(row.updated_at),
    expiresAt: Date.parse(row.expires_at),
    // better-auth writes an absent value as an empty text.
    ...(clientAddress === null || clientAddress === '' ? {} : { clientAddress }),
    ...(userAgent === null || userAgent === '' ? {} : { userAgent }),
  }
}
