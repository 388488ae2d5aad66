import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { send } from './send.ts'

/** What an administrator may do: everything, what concerns one account, or only read of it. */
export type Role = 'owner' | 'operator' | 'auditor'

/** Who is signed in. */
export interface Administrator {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** Of operators and auditors: the account that they work on. */
  readonly accountId?: string
}

/** How somebody can show once more who they are. */
export type ConfirmWay = 'password' | 'passkey' | 'totp' | 'oidc'

/** The session of this browser. Times are ISO 8601. */
export interface Session {
  readonly id: string
  readonly administrator: Administrator
  readonly createdAt: string
  readonly confirmedAt: string
  readonly expiresAt: string
  /** The first one is offered first. */
  readonly confirmBy: readonly ConfirmWay[]
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly hasOidc: boolean
}

/** The session, and the ways to sign in that this gateway has. */
export interface SessionState {
  readonly session: Session | null
  readonly signInBy: { readonly password: true; readonly passkey: boolean; readonly oidc?: { readonly name: string } }
}

/** Who is signed in, if anybody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => send<SessionState>('/admin/auth/session', { signal }),
  staleTime: 60_000,
})

/** Calls a route of signing in: `post('sign-in/password', {…})`. @throws ApiError */
export function post<Data>(route: string, body: object = {}): Promise<Data> {
  return send<Data>(`/admin/auth/${route}`, { method: 'POST', body })
}

/** The session of a page that only those see who are signed in. */
export function useSession(): Session {
  const { session } = useSuspenseQuery(sessionQuery).data
  if (session === null) throw new Error('nobody is signed in')
  return session
}

const ranks: Readonly<Record<Role, number>> = { auditor: 0, operator: 1, owner: 2 }

/** Whether whoever is signed in has this role, or a greater one. */
export function useMay(role: Role): boolean {
  return mayDo(useSession().administrator.role, role)
}

/** Whether one role may do what another one may. */
export function mayDo(role: Role, least: Role): boolean {
  return ranks[role] >= ranks[least]
}
