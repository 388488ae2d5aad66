import { randomBytes } from 'node:crypto'

/** The kind of thing that an id names. The prefix is part of the id, so a pasted id shows its kind. */
export type IdPrefix = 'acc' | 'cred' | 'tok' | 'upl' | 'adm' | 'ses' | 'inv' | 'login' | 'pk' | 'otp' | 'chal'

/**
 * Makes a random id such as `tok_3f1c…`: the prefix and 96 random bits in hexadecimal. Ids are names, not secrets:
 * they are logged and shown.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`
}

/** The JSON Schema pattern of the names that an operator gives to accounts, credentials and tokens. */
export const namePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
