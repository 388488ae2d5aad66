import { createHash } from 'node:crypto'
import { groupAddress } from '../core/address-group.ts'
import type { AttemptRepository } from '../core/administrator-ports.ts'
import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'

/** Most attempts in a window, which begins with the first one. */
interface AttemptLimit {
  readonly most: number
  readonly windowMs: number
}

/** Of one client address, for whomever: several people may be behind it. */
const addressLimit: AttemptLimit = { most: 50, windowMs: 10 * 60_000 }
/** For one email address, from wherever. */
const emailLimit: AttemptLimit = { most: 10, windowMs: 15 * 60_000 }
/** An app's code is good for 30 s, and one period before and after that. */
const codeLimit: AttemptLimit = { most: 1, windowMs: 2 * 60_000 }

/**
 * What anybody may ask of one client address without saying who he is. It costs a row of the database, or up to 100 ms of the process;
 * a page of a person asks for few.
 */
const questionLimits = {
  /** Beginning with a passkey or at the provider: a row each, for some minutes. */
  begin: { most: 200, windowMs: 10 * 60_000 },
  /** Grading a password while somebody types it. */
  grade: { most: 60, windowMs: 60_000 },
} as const satisfies Readonly<Record<string, AttemptLimit>>

/** Whose attempts are counted. */
export interface Attempter {
  readonly clientAddress: string
  /** Whom it claims to be; the same limits hold when there is nobody of this address. */
  readonly email?: string
  /** What tells a browser that this administrator has signed in with before: nobody else uses its attempts up. */
  readonly device?: string | undefined
}

/** The limits on attempts, for all nodes that share a database. */
export interface Attempts {
  /**
   * Counts an attempt before it is looked at, so that many at once are no more than the limit.
   * @throws AppError `too_many_attempts`
   */
  begin(attempter: Attempter): Promise<void>
  /**
   * Counts a question of somebody who may be anybody. It uses up no attempts, nor do attempts use questions up.
   * @throws AppError `too_many_attempts`
   */
  ask(question: keyof typeof questionLimits, attempter: Pick<Attempter, 'clientAddress'>): Promise<void>
  /** Forgets the attempts for an email address, once one of them was good. */
  succeed(attempter: Attempter): Promise<void>
  /**
   * Uses a good code of an app up: it opens nothing a second time (RFC 6238, section 5.2).
   * @throws AppError `code_not_good`
   */
  spendCode(administratorId: string, code: string): Promise<void>
}

/** Makes the limits. */
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

/** Whoever reads the database sees no addresses that strangers have typed. */
function toKey(kind: string, value: string): string {
  return createHash('sha256').update(`${kind}:${value}`).digest('hex')
}
