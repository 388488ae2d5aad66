import { randomBytes } from 'node:crypto'

/**
 * Makes the ids of audit entries: a counter, so that those of one process sort in the order of their making, and 64
 * random bits that no other process has. Lower-case hexadecimal of one length sorts alike in every collation.
 */
export function createEntryIds(): () => string {
  const source = randomBytes(8).toString('hex')
  let made = 0
  return () => {
    made++
    return `${made.toString(16).padStart(12, '0')}${source}`
  }
}
