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

/** Email addresses as patterns: what stands before and after the @ is for the mail server to say, but it is no blank and steers nothing. */
export const emailPattern = writeEmailPattern('')
/** The same, in lowercase and as a whole no longer than mail takes, as administrators have it. */
export const ownEmailPattern = `^(?=.{3,254}$)${writeEmailPattern('A-Z').slice(1)}`

/** @param also what is in none, beside blanks and control characters, in the words of a character class */
function writeEmailPattern(also: string): string {
  const other = `[^\\s\\u0000-\\u001f\\u007f${also}@]`
  return `^${other}{1,64}@${other}+\\.${other}+$`
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
