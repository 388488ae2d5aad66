import { randomBytes } from 'node:crypto'

/** What an id names; the prefix is part of the id, so that a pasted id says what it is. */
export type IdPrefix = 'acc' | 'cred' | 'tok' | 'upl' | 'adm' | 'ses' | 'inv' | 'login' | 'pk' | 'otp' | 'chal'

/**
 * A new random id such as `tok_3f1c…`: the prefix and 96 random bits in hexadecimal. Ids are names, not secrets:
 * they are logged and shown.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`
}

/** The names that an operator gives to accounts, credentials and tokens, as a pattern of JSON Schema. */
export const namePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
