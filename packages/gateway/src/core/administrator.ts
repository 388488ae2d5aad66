/** Who may do an act: an owner all, an operator what concerns one account, an auditor what only reads of it. */
export type Role = 'owner' | 'operator' | 'auditor'

/** Every role; each may do what the ones after it may. */
export const roles: readonly Role[] = ['owner', 'operator', 'auditor']

/** Somebody who signs in to administer. */
export interface Administrator {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** The only account that an operator or an auditor administers. An owner has none: all are his. */
  readonly accountId?: string
}

/** A session of an administrator. Times are epoch milliseconds. */
export interface AdministratorSession {
  readonly id: string
  readonly administrator: Administrator
  readonly createdAt: number
  /** When the password, or a passkey, was last asked for. */
  readonly confirmedAt: number
  readonly expiresAt: number
}
