import { toJsonValue } from '../admin/to-json-value.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import type { ListedAdministrator } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import type { AuthContext } from './auth-context.ts'

/**
 * Shows the page the session to which the answer's cookies belong.
 * @param read this session, if it has just been read
 * @throws AppError `sign_in_required` when the session has ended meanwhile
 */
export async function showSession(
  context: AuthContext,
  read?: AdministratorSession,
): Promise<{ readonly session: unknown }> {
  const session = read ?? (await context.identify())
  const shown = session === undefined ? undefined : await describeSession(session, context)
  if (shown === undefined) throw new AppError('sign_in_required')
  return { session: shown }
}

/** Describes a session and the ways to confirm it; undefined when its administrator was removed meanwhile. */
export async function describeSession(
  session: AdministratorSession,
  { database, oidc }: Pick<AuthContext, 'database' | 'oidc'>,
): Promise<unknown> {
  const listed = await database.administrators.find(session.administrator.id)
  if (listed === undefined) return undefined
  const { hasPassword, hasTotp, passkeys, hasOidc } = listed
  const confirmBy = listWaysToConfirm(listed, oidc !== undefined)
  return toJsonValue({ ...session, confirmBy, hasPassword, hasTotp, passkeys, hasOidc })
}

function listWaysToConfirm({ hasPassword, hasTotp, passkeys, hasOidc }: ListedAdministrator, hasProvider: boolean) {
  return [
    ...(hasPassword ? ['password'] : []),
    ...(passkeys > 0 ? ['passkey'] : []),
    ...(hasTotp ? ['totp'] : []),
    ...(hasOidc && hasProvider ? ['oidc'] : []),
  ]
}

/** Whether browsers support passkeys for an origin: only for host names, and only over HTTPS or on the machine itself. */
export function allowsPasskeys(origin: string): boolean {
  const { protocol, hostname } = new URL(origin)
  const isName = !/^[\d.]+$|^\[/.test(hostname)
  return isName && (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost'))
}
