import type { Logger } from 'pino'
import type { AuditRepository } from '../core/audit-ports.ts'
import { type Clock, pause } from '../core/clock.ts'
import type { StatisticsRepository } from '../core/statistics-ports.ts'

/** The dependencies of the counting of events. */
export interface CountingDependencies {
  readonly repository: Pick<AuditRepository, 'append' | 'countNext'>
  readonly statistics: Pick<StatisticsRepository, 'deleteOld'>
  readonly clock: Clock
  readonly logger: Logger
  /** A test may change the pace. */
  readonly pace?: Partial<CountingPace>
}

/** How fast events are counted. */
export interface CountingPace {
  /** Before the first look, which finds events that the last node left uncounted. */
  readonly firstMs: number
  /** From an event to its counting. All events of this time are counted together. */
  readonly afterMs: number
  /** Between two steps, so that the log can be written meanwhile. */
  readonly pauseMs: number
  /** Between two deletions of old counts. */
  readonly deletionMs: number
}

const defaultPace: CountingPace = { firstMs: 60_000, afterMs: 2000, pauseMs: 20, deletionMs: 24 * 3_600_000 }

/** Counts the events that the audit log has written. */
export interface EventCounting {
  /** The repository for the audit log. What is appended through it starts the counting. */
  readonly repository: Pick<AuditRepository, 'append'>
  /** Begins no further step; resolves when the step in progress is done. */
  end(): Promise<void>
}

/**
 * Keeps the counts close behind the end of the audit log. It does nothing while nothing is written. Any number of nodes may do so: the
 * second one finds nothing to count.
 */
export function startCounting(dependencies: CountingDependencies): EventCounting {
  const { repository, statistics, clock, logger, pace } = dependencies
  const { firstMs, afterMs, pauseMs, deletionMs } = { ...defaultPace, ...pace }
  const ended = new AbortController()
  let deletedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined
  let isWritten = false

  async function countAll(): Promise<void> {
    let hasCounted = false
    while (!ended.signal.aborted && (await repository.countNext())) {
      hasCounted = true
      await pause(pauseMs, ended.signal)
    }
    const now = clock()
    if (!hasCounted || Math.abs(now - deletedAt) < deletionMs) return
    deletedAt = now
    await statistics.deleteOld(now)
  }

  async function run(waitMs: number): Promise<void> {
    let wait = waitMs
    do {
      isWritten = false
      await pause(wait, ended.signal)
      if (ended.signal.aborted) return
      await countAll().catch((err: unknown) =>
        logger.warn({ err }, 'audit events could not be counted; they will be counted later'),
      )
      wait = afterMs
    } while (isWritten)
  }

  function begin(waitMs: number): void {
    isWritten = true
    running ??= run(waitMs).finally(() => {
      running = undefined
    })
  }

  const first = setTimeout(() => begin(0), firstMs).unref()
  return {
    repository: {
      async append(requests, options) {
        const refused = await repository.append(requests, options)
        if (!ended.signal.aborted) begin(afterMs)
        return refused
      },
    },
    async end() {
      ended.abort()
      clearTimeout(first)
      await running
    },
  }
}
