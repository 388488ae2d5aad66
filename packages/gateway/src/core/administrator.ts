/** What an administrator may do. An owner may do every act, an operator those of one account, an auditor those that only read it. */
export type Role = 'owner' | 'operator' | 'auditor'

/** Every role. Each role may do everything that the roles after it may. */
export const roles: readonly Role[] = ['owner', 'operator', 'auditor']

/** A person who signs in to administer Signpost. */
export interface Administrator {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** The only account that an operator or an auditor administers. Absent for an owner, who administers all accounts. */
  readonly accountId?: string
}

/** The pattern of an email address. The mail server decides what may stand around the @; blanks and control characters may not. */
export const emailPattern = writeEmailPattern('')
/** The pattern of an administrator's email address: in lowercase, and no longer than mail allows. */
export const ownEmailPattern = `^(?=.{3,254}$)${writeEmailPattern('A-Z').slice(1)}`

/** @param also what an address may not contain besides blanks and control characters, as in a character class */
function writeEmailPattern(also: string): string {
  const other = `[^\\s\\u0000-\\u001f\\u007f${also}@]`
  return `^${other}{1,64}@${other}+\\.${other}+$`
}

/** A session of an administrator. Times are epoch milliseconds. */
export interface AdministratorSession {
  readonly id: string
  readonly administrator: Administrator
  readonly createdAt: number
  /** When the session was last confirmed with the password or a passkey. */
  readonly confirmedAt: number
  readonly expiresAt: number
}
