import type { Logger } from 'pino'
import type { AdministrationLog, AuditRepository } from '../core/audit-ports.ts'
import { type Clock, pause, watchClock } from '../core/clock.ts'

/** The dependencies of the deletion of old events. */
export interface RetentionDependencies {
  readonly repository: Pick<AuditRepository, 'deleteBefore' | 'deleteAnonymousBefore' | 'findAnonymousExcess'>
  readonly administration: Pick<AdministrationLog, 'deleteBefore'>
  /** After how many days events are deleted, including those of administration; 0 keeps them forever. */
  readonly days: number
  /** The same for anonymous events, which belong to no account; 0 keeps them as long as others. */
  readonly anonymousDays: number
  /** The most anonymous events that are kept; 0 means no limit. */
  readonly maxAnonymous: number
  readonly clock: Clock
  readonly logger: Logger
  /** A test may change the pace. */
  readonly pace?: Partial<RetentionPace>
}

/** How fast old events are deleted. */
export interface RetentionPace {
  /** Before the first round, so that a start is not slowed down. */
  readonly firstMs: number
  /** Between rounds. */
  readonly everyMs: number
  /** Between two deletions of a round, so that the log can be written meanwhile. */
  readonly pauseMs: number
  /** Events of one deletion, which is one short transaction. */
  readonly batch: number
  /** How far ahead of the time that has really passed the clock may move between two rounds. */
  readonly jumpMs: number
}

const hourMs = 3_600_000

const defaultPace: RetentionPace = { firstMs: 60_000, everyMs: hourMs, pauseMs: 50, batch: 500, jumpMs: hourMs }

const dayMs = 24 * hourMs

/**
 * Deletes old events now and then, a few at a time; and the oldest anonymous events when there are too many. Several nodes may do so
 * at once: each deletes what the others have not. When the clock has jumped ahead since the last round, the round deletes nothing,
 * because a clock that is years ahead for a moment must not empty the log. When the clock stays there, the next round trusts it.
 * @returns a function that ends the deletions, and resolves when the deletion in progress is done
 */
export function startRetention(parts: RetentionDependencies): () => Promise<void> {
  const { repository, administration, days, anonymousDays, maxAnonymous, clock, logger, pace } = parts
  const { firstMs, everyMs, pauseMs, batch, jumpMs } = { ...defaultPace, ...pace }
  const ended = new AbortController()
  const look = watchClock(clock)

  async function deleteOld(): Promise<void> {
    const { now, aheadMs } = look()
    if (aheadMs > jumpMs) {
      logger.warn({ aheadMs }, 'the clock jumped ahead: no audit event is deleted this time')
      return
    }
    if (days > 0) {
      await deleteBefore('old audit events', repository.deleteBefore, now - days * dayMs)
      await deleteBefore('old events of administration', administration.deleteBefore, now - days * dayMs)
    }
    if (anonymousDays > 0) await deleteAnonymousBefore(now - anonymousDays * dayMs)
    const excess = maxAnonymous > 0 ? await repository.findAnonymousExcess(maxAnonymous) : undefined
    if (excess !== undefined) await deleteAnonymousBefore(excess)
  }

  function deleteAnonymousBefore(before: number): Promise<void> {
    return deleteBefore('audit events without a known token', repository.deleteAnonymousBefore, before)
  }

  async function deleteBefore(what: string, deleteSome: DeleteBefore, before: number): Promise<void> {
    let deleted = 0
    for (let last = batch; last === batch && !ended.signal.aborted; deleted += last) {
      last = await deleteSome(before, batch)
      if (last === batch) await pause(pauseMs, ended.signal)
    }
    if (deleted === 0) return
    logger.info({ deleted, before: new Date(before).toISOString() }, `deleted ${what}`)
  }

  async function run(): Promise<void> {
    await pause(firstMs, ended.signal)
    while (!ended.signal.aborted) {
      await deleteOld().catch((err: unknown) => logger.warn({ err }, 'old audit events could not be deleted'))
      await pause(everyMs, ended.signal)
    }
  }

  const running = days + anonymousDays + maxAnonymous === 0 ? Promise.resolve() : run()
  return () => {
    ended.abort()
    return running
  }
}

type DeleteBefore = (before: number, limit: number) => Promise<number>
