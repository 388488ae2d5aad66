import type { AdministrationEvent, AdministrationTarget, FieldChange } from '../core/administration-event.ts'
import type { Administrator, AdministratorSession } from '../core/administrator.ts'
import type { AskAuth, AuthReply } from './ask-auth.ts'
import type { Attempts } from './attempts.ts'
import type { CookieJar, CookieNames } from './cookies.ts'
import type { SessionDependencies } from './session-ports.ts'

/** What a sign-in route works with, for one request. */
export interface AuthContext extends SessionDependencies {
  /** The gateway's own origin, as the browser knows it. */
  readonly origin: string
  /** The query of the request, with its question mark. */
  readonly search: string
  readonly clientAddress: string
  readonly jar: CookieJar
  readonly cookies: CookieNames
  readonly attempts: Attempts
  /** Asks better-auth, with the cookies of the jar. Cookies that better-auth sets go into the jar. */
  readonly ask: AskAuth
  /** Finds who sends the request; undefined when nobody is signed in. */
  identify(): Promise<AdministratorSession | undefined>
}

/** A session as better-auth returns it. */
export interface AuthSession {
  readonly session: {
    readonly id: string
    readonly createdAt: string
    readonly confirmedAt: string
    readonly expiresAt: string
  }
  readonly user: {
    readonly id: string
    readonly email: string
    readonly name: string
    readonly role: Administrator['role']
    readonly accountId?: string | null
  }
}

/** Converts better-auth's session to ours. */
export function toSession({ body }: AuthReply): AdministratorSession | undefined {
  if (body === null) return undefined
  const { session, user } = body as AuthSession
  const { id, email, name, role, accountId } = user
  return {
    id: session.id,
    administrator: { id, email, name, role, ...(accountId == null ? {} : { accountId }) },
    createdAt: Date.parse(session.createdAt),
    confirmedAt: Date.parse(session.confirmedAt),
    expiresAt: Date.parse(session.expiresAt),
  }
}

/** Makes the event for something that an administrator did on the sign-in pages. */
export function describeSignIn(
  act: string,
  { id, email }: Administrator,
  { clock, clientAddress }: Pick<AuthContext, 'clock' | 'clientAddress'>,
  changes: readonly FieldChange[] = [],
): AdministrationEvent {
  const target: AdministrationTarget = { kind: 'administrator', id, name: email }
  const from: FieldChange = { field: 'clientAddress', from: null, to: clientAddress }
  return { at: clock(), actor: { via: 'dashboard', name: email }, act, target, changes: [...changes, from] }
}
