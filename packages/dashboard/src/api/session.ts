import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { send } from './send.ts'

/** The role of an administrator: owners do everything, operators change one account, auditors read one account. */
export type Role = 'owner' | 'operator' | 'auditor'

/** The administrator who is signed in. */
export interface Administrator {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** The account of an operator or auditor. */
  readonly accountId?: string
}

/** A way to confirm one's identity. */
export type ConfirmWay = 'password' | 'passkey' | 'totp' | 'oidc'

/** The session of this browser. Times are ISO 8601. */
export interface Session {
  readonly id: string
  readonly administrator: Administrator
  readonly createdAt: string
  readonly confirmedAt: string
  readonly expiresAt: string
  /** The ways to confirm, in the order in which they are offered. */
  readonly confirmBy: readonly ConfirmWay[]
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly hasOidc: boolean
}

/** The session, and the ways to sign in at this gateway. */
export interface SessionState {
  readonly session: Session | null
  readonly signInBy: { readonly password: true; readonly passkey: boolean; readonly oidc?: { readonly name: string } }
}

/** Reads who is signed in, if anyone. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => send<SessionState>('/admin/auth/session', { signal }),
  staleTime: 60_000,
})

/** Calls a route of `/admin/auth/`: `post('sign-in/password', {…})`. @throws ApiError */
export function post<Data>(route: string, body: object = {}): Promise<Data> {
  return send<Data>(`/admin/auth/${route}`, { method: 'POST', body })
}

/** Returns the session. For pages that are shown only after sign-in. */
export function useSession(): Session {
  const { session } = useSuspenseQuery(sessionQuery).data
  if (session === null) throw new Error('nobody is signed in')
  return session
}

const ranks: Readonly<Record<Role, number>> = { auditor: 0, operator: 1, owner: 2 }

/** Whether the signed-in administrator has this role or a higher one. */
export function useMay(role: Role): boolean {
  return mayDo(useSession().administrator.role, role)
}

/** Whether a role includes another role. */
export function mayDo(role: Role, least: Role): boolean {
  return ranks[role] >= ranks[least]
}
