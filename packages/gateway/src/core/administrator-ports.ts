import type { AdministrationEvent } from './administration-event.ts'
import type { Administrator, Role } from './administrator.ts'

/** An administrator with what the list shows: never a secret. Times are epoch milliseconds. */
export interface ListedAdministrator extends Administrator {
  readonly createdAt: number
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly hasOidc: boolean
}

/** What a link is for: to become an administrator, the very first one, or to choose a new password. */
export type InvitationKind = 'invitation' | 'first-run' | 'reset'

/** A link that works once. Its token is not in here. */
export interface Invitation {
  readonly id: string
  readonly kind: InvitationKind
  readonly role: Role
  readonly accountId?: string
  /** Who may use it; anybody who has the link, without it. In lowercase. */
  readonly email?: string
  /** Whose password is chosen anew: there with the kind `reset`. */
  readonly administratorId?: string
  /** Name of who made it. */
  readonly invitedBy?: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** An invitation to be stored: with the SHA-256 of its token, hexadecimal. */
export interface NewInvitation extends Invitation {
  readonly hash: string
}

/** What an invitation is found by. */
export type InvitationKey = { readonly hash: string } | { readonly email: string }

/** Somebody who has accepted an invitation. */
export interface NewAdministrator {
  readonly id: string
  /** In lowercase. */
  readonly email: string
  readonly name: string
  /** Whether the invitation named the address, so that it is known to be this person's. */
  readonly isEmailKnown: boolean
  /** As better-auth hashes it; absent for whoever signs in elsewhere. */
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
  readonly secret: string
  readonly backupCodes: string
}

/** What a change of an administrator came to; nothing is stored but with `done`. */
export type AdministratorChange = 'done' | 'not-found' | 'last-owner'

/** Administrators, their invitations and sessions. Each change may come with its event, in one transaction. */
export interface AdministratorRepository {
  /** Oldest first. */
  list(): Promise<ListedAdministrator[]>
  /** By id or email address. */
  find(idOrEmail: string): Promise<ListedAdministrator | undefined>
  /** Whether there is any. */
  hasAny(): Promise<boolean>
  /** The invitations that are good at a time, oldest first. */
  listInvitations(now: number): Promise<Invitation[]>
  /** The invitation with this hash, if it is good. */
  findInvitation(hash: string, now: number): Promise<Invitation | undefined>
  /** Stores an invitation, and forgets those that have ended. */
  invite(invitation: NewInvitation, event?: AdministrationEvent): Promise<void>
  /**
   * Stores the first invitation of all in the place of a former one.
   * @returns false, with nothing stored, when there is an administrator, or an owner was invited otherwise
   */
  inviteFirst(invitation: NewInvitation): Promise<boolean>
  /**
   * Uses an invitation up, and makes the administrator. Of several at once, one does.
   * @param by the link, or the address that the invitation names, once that is known to be the newcomer's
   * @returns whom it made, or what stands in the way
   */
  accept(
    by: InvitationKey,
    newcomer: NewAdministrator,
    now: number,
    toEvent: (administrator: Administrator) => AdministrationEvent,
  ): Promise<Administrator | 'not-good' | 'email-taken'>
  /**
   * Uses a link of the kind `reset` up, and stores the new password. All sessions end.
   * @returns whose it is; undefined when the link is not good
   */
  acceptReset(
    hash: string,
    passwordHash: string,
    now: number,
    toEvent: (administrator: Administrator) => AdministrationEvent,
  ): Promise<Administrator | undefined>
  /** @returns false when there is none that is good */
  withdraw(invitationId: string, now: number, event?: AdministrationEvent): Promise<boolean>
  setRole(
    id: string,
    role: Role,
    accountId: string | undefined,
    event?: AdministrationEvent,
  ): Promise<AdministratorChange>
  remove(id: string, event?: AdministrationEvent): Promise<AdministratorChange>
  /** Ends the sessions, removes password, second factors and logins elsewhere, and stores the link for a new password. */
  reset(id: string, invitation: NewInvitation, event?: AdministrationEvent): Promise<AdministratorChange>
  /** Puts a password in the place of a former one. @param passwordHash as better-auth makes it */
  setPassword(id: string, passwordHash: string, now: number, event?: AdministrationEvent): Promise<void>
  /** Removes the login at the provider, which is not linked by its address again. */
  unlink(id: string, event?: AdministrationEvent): Promise<void>
  listSecondFactors(): Promise<SealedSecondFactor[]>
  /** Puts a factor in the place of the one that was read. @returns false, with nothing stored, when it was changed meanwhile */
  resealSecondFactor(read: SealedSecondFactor, sealed: SealedSecondFactor): Promise<boolean>
  /** Notes when a session was confirmed. */
  confirmSession(id: string, now: number): Promise<void>
  /** Sessions that have not ended at a time, newest first: one administrator's, or all. */
  listSessions(now: number, administratorId?: string): Promise<ListedSession[]>
  /** @returns false when there is none */
  endSession(id: string, event?: AdministrationEvent): Promise<boolean>
  /** Ends an administrator's sessions, but for one. */
  endSessions(administratorId: string, exceptId?: string): Promise<void>
}

/** Counts attempts to sign in, for all nodes. */
export interface AttemptRepository {
  /**
   * Counts one more attempt.
   * @param key what is counted, hashed
   * @returns how many there were in the present window, with this one, and when that ends
   */
  count(key: string, now: number, windowMs: number): Promise<{ readonly count: number; readonly endsAt: number }>
  /** Begins again with none. */
  forget(key: string): Promise<void>
}
