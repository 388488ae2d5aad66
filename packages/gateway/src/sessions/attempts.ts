import { createHash } from 'node:crypto'
import { groupAddress } from '../core/address-group.ts'
import type { AttemptRepository } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'

/** The most attempts in a window. The window begins with the first attempt. */
interface AttemptLimit {
  readonly most: number
  readonly windowMs: number
}

/** For one client address, whoever it claims to be: several people may be behind it. */
const addressLimit: AttemptLimit = { most: 50, windowMs: 10 * 60_000 }
/** For one email address, from any client address. */
const emailLimit: AttemptLimit = { most: 10, windowMs: 15 * 60_000 }
/** An app's code is valid for 30 s, and for one period before and after that. */
const codeLimit: AttemptLimit = { most: 1, windowMs: 2 * 60_000 }

/**
 * Questions that a client address may ask without saying who it is. Each costs a row in the database, or up to 100 ms of the process. The
 * page of one person needs few of them.
 */
const questionLimits = {
  /** Beginning a sign-in with a passkey or at the provider: one row each, for some minutes. */
  begin: { most: 200, windowMs: 10 * 60_000 },
  /** Grading a password while a person types it. */
  grade: { most: 60, windowMs: 60_000 },
} as const satisfies Readonly<Record<string, AttemptLimit>>

/** Whose attempts are counted. */
export interface Attempter {
  readonly clientAddress: string
  /** Whom the attempt claims to come from. The same limits apply when nobody has this address. */
  readonly email?: string
  /** Identifies a browser in which this administrator has signed in before, so that nobody else can use up its attempts. */
  readonly device?: string | undefined
}

/** The limits on attempts, for all nodes that share a database. */
export interface Attempts {
  /**
   * Counts an attempt before it is checked, so that simultaneous attempts cannot exceed the limit.
   * @throws AppError `too_many_attempts`
   */
  begin(attempter: Attempter): Promise<void>
  /**
   * Counts a question from an unknown person. Questions do not use up attempts, and attempts do not use up questions.
   * @throws AppError `too_many_attempts`
   */
  ask(question: keyof typeof questionLimits, attempter: Pick<Attempter, 'clientAddress'>): Promise<void>
  /** Forgets the attempts for an email address, once one of them has succeeded. */
  succeed(attempter: Attempter): Promise<void>
  /**
   * Uses up a valid code of an app, so that it cannot be used a second time (RFC 6238, section 5.2).
   * @throws AppError `code_not_good`
   */
  spendCode(administratorId: string, code: string): Promise<void>
}

/** Creates the limits. */
export function createAttempts(repository: AttemptRepository, clock: Clock): Attempts {
  async function count(key: string, { most, windowMs }: AttemptLimit): Promise<void> {
    const now = clock()
    const { count: counted, endsAt } = await repository.count(key, now, windowMs)
    if (counted <= most) return
    const seconds = Math.max(1, Math.ceil((endsAt - now) / 1000))
    throw new AppError('too_many_attempts', { headers: { 'retry-after': String(seconds) } })
  }

  return {
    async begin(attempter) {
      await count(toKey('address', groupAddress(attempter.clientAddress)), addressLimit)
      const account = toAccountKey(attempter)
      if (account !== undefined) await count(account, emailLimit)
    },

    ask: (question, { clientAddress }) => count(toKey(question, groupAddress(clientAddress)), questionLimits[question]),

    async succeed(attempter) {
      const account = toAccountKey(attempter)
      if (account !== undefined) await repository.forget(account)
    },

    async spendCode(administratorId, code) {
      const { count: used } = await repository.count(
        toKey('code', `${administratorId}:${code}`),
        clock(),
        codeLimit.windowMs,
      )
      if (used > codeLimit.most) throw new AppError('code_not_good')
    },
  }
}

function toAccountKey({ email, device }: Attempter): string | undefined {
  if (device !== undefined) return toKey('device', device)
  return email === undefined ? undefined : toKey('email', email.toLowerCase())
}

/** Makes a hash, so that the database does not contain addresses that strangers have typed. */
function toKey(kind: string, value: string): string {
  return createHash('sha256').update(`${kind}:${value}`).digest('hex')
}
