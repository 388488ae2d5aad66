import type { AdministrationEvent } from './administration-event.ts'
import type { Administrator, Role } from './administrator.ts'

/** An administrator as the list shows one, without any secret. Times are epoch milliseconds. */
export interface ListedAdministrator extends Administrator {
  readonly createdAt: number
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly hasOidc: boolean
}

/** The purpose of a link: to become an administrator, to become the very first one, or to choose a new password. */
export type InvitationKind = 'invitation' | 'first-run' | 'reset'

/** A link that works once. This type does not hold its token. */
export interface Invitation {
  readonly id: string
  readonly kind: InvitationKind
  readonly role: Role
  readonly accountId?: string
  /** The only address that may use it, in lowercase. When absent, anybody who has the link may. */
  readonly email?: string
  /** The administrator who chooses a new password; set for the kind `reset`. */
  readonly administratorId?: string
  /** Name of the administrator who made it. */
  readonly invitedBy?: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** An invitation to store, with the SHA-256 of its token in hexadecimal. */
export interface NewInvitation extends Invitation {
  readonly hash: string
}

/** The key that an invitation is found by. */
export type InvitationKey = { readonly hash: string } | { readonly email: string }

/** A person who has accepted an invitation. */
export interface NewAdministrator {
  readonly id: string
  /** In lowercase. */
  readonly email: string
  readonly name: string
  /** Whether the invitation named the address, which proves that it is this person's. */
  readonly isEmailKnown: boolean
  /** As better-auth hashes it; absent for a person who signs in at an OpenID Connect provider. */
  readonly passwordHash?: string
}

/** A session as the list of sessions shows it. */
export interface ListedSession {
  readonly id: string
  readonly administratorId: string
  readonly email: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly clientAddress?: string
  readonly userAgent?: string
}

/** The second factor of an administrator, encrypted. */
export interface SealedSecondFactor {
  readonly id: string
  /** The email address of its administrator. */
  readonly email: string
  readonly secret: string
  readonly backupCodes: string
}

/** The outcome of changing an administrator. Only `done` means that something was stored. */
export type AdministratorChange = 'done' | 'not-found' | 'last-owner'

/** Administrators, their invitations and sessions. A change and its event are stored in one transaction. */
export interface AdministratorRepository {
  /** Oldest first. */
  list(): Promise<ListedAdministrator[]>
  /** By id or email address. */
  find(idOrEmail: string): Promise<ListedAdministrator | undefined>
  /** Whether there is any administrator. */
  hasAny(): Promise<boolean>
  /** The invitations that are valid at a time, oldest first. */
  listInvitations(now: number): Promise<Invitation[]>
  /** The invitation with this hash, if it is valid. */
  findInvitation(hash: string, now: number): Promise<Invitation | undefined>
  /** Stores an invitation, and deletes those that have expired. */
  invite(invitation: NewInvitation, event?: AdministrationEvent): Promise<void>
  /**
   * Stores the invitation of the very first administrator, and replaces a former one.
   * @returns false, with nothing stored and the former one ended, when there is an administrator, or an owner was invited in another way
   */
  inviteFirst(invitation: NewInvitation): Promise<boolean>
  /**
   * Uses up an invitation, and creates the administrator. It also ends the invitation of the very first administrator. Of several concurrent calls, one succeeds.
   * @param by the link, or the address that the invitation names, once the address is known to be the newcomer's
   * @returns the new administrator, or what stands in the way
   */
  accept(
    by: InvitationKey,
    newcomer: NewAdministrator,
    now: number,
    toEvent: (administrator: Administrator) => AdministrationEvent,
  ): Promise<Administrator | 'not-good' | 'email-taken'>
  /**
   * Uses up a link of the kind `reset`, and stores the new password. All sessions of the administrator end.
   * @returns the administrator; undefined when the link is not valid
   */
  acceptReset(
    hash: string,
    passwordHash: string,
    now: number,
    toEvent: (administrator: Administrator) => AdministrationEvent,
  ): Promise<Administrator | undefined>
  /** @returns false when there is no valid invitation with this id */
  withdraw(invitationId: string, now: number, event?: AdministrationEvent): Promise<boolean>
  setRole(
    id: string,
    role: Role,
    accountId: string | undefined,
    event?: AdministrationEvent,
  ): Promise<AdministratorChange>
  remove(id: string, event?: AdministrationEvent): Promise<AdministratorChange>
  /** Ends the sessions, removes password, second factors and provider logins, and stores the link for a new password. */
  reset(id: string, invitation: NewInvitation, event?: AdministrationEvent): Promise<AdministratorChange>
  /** Replaces the password. @param passwordHash as better-auth makes it */
  setPassword(id: string, passwordHash: string, now: number, event?: AdministrationEvent): Promise<void>
  /** Removes the login at the OpenID Connect provider. The email address does not link it again. */
  unlink(id: string, event?: AdministrationEvent): Promise<void>
  listSecondFactors(): Promise<SealedSecondFactor[]>
  /** Replaces the factor that was read. @returns false, with nothing stored, when it was changed meanwhile */
  resealSecondFactor(
    read: SealedSecondFactor,
    sealed: Pick<SealedSecondFactor, 'secret' | 'backupCodes'>,
  ): Promise<boolean>
  /** Stores the time at which a session was confirmed. */
  confirmSession(id: string, now: number): Promise<void>
  /** The sessions that have not ended at a time, newest first: one administrator's, or everybody's. */
  listSessions(now: number, administratorId?: string): Promise<ListedSession[]>
  /** @returns false when there is no such session */
  endSession(id: string, event?: AdministrationEvent): Promise<boolean>
  /** Ends an administrator's sessions, except one. */
  endSessions(administratorId: string, exceptId?: string): Promise<void>
}

/** Counts attempts to sign in, for all nodes. */
export interface AttemptRepository {
  /**
   * Counts one more attempt.
   * @param key what is counted, hashed
   * @returns the number of attempts in the current window, including this one, and when the window ends
   */
  count(key: string, now: number, windowMs: number): Promise<{ readonly count: number; readonly endsAt: number }>
  /** Resets the count to zero. */
  forget(key: string): Promise<void>
}
