import { type Clock, pause, watchClock } from '../core/clock.ts'
import { createSweepCounters, type SweepCounters } from '../core/counters.ts'
import type { SweepDependencies } from './sweep-uploads.ts'

/** The dependencies of the sweeper. */
export interface SweeperDependencies extends Omit<SweepDependencies, 'counters'> {
  /** The number of days after which an open upload counts as abandoned. */
  readonly days: number
  readonly clock: Clock
  /** The intervals, which a test may change. */
  readonly pace?: Partial<SweeperPace>
}

/** How often the sweeper looks for abandoned uploads. */
export interface SweeperPace {
  /** The pause before the first check, so that it does not slow down the start. */
  readonly firstMs: number
  /** The pause between two checks of a node. A node sweeps if no node has swept for `everyMs`. */
  readonly lookMs: number
  readonly everyMs: number
}

/** Aborts abandoned uploads from time to time, on one node at a time. */
export interface Sweeper {
  readonly counters: SweepCounters
  /** Stops before the next upload. Resolves when the upload in progress is done. */
  end(): Promise<void>
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const defaultPace: SweeperPace = { firstMs: minuteMs, lookMs: 10 * minuteMs, everyMs: 60 * minuteMs }

/**
 * Starts the sweeper. A node that finds that no node has swept for an hour claims the sweep for an hour. If it is killed in the
 * middle, the others wait no longer than that. If the clock has jumped ahead since the last check, the node does not sweep this time.
 */
export function startSweeper(dependencies: SweeperDependencies): Sweeper {
  const { uploads, logger, days, clock, pace } = dependencies
  const { firstMs, lookMs, everyMs } = { ...defaultPace, ...pace }
  const counters = createSweepCounters()
  const ended = new AbortController()
  const look = watchClock(clock)

  async function sweep(): Promise<void> {
    const { now, aheadMs } = look()
    if (aheadMs > everyMs) {
      logger.warn({ aheadMs }, 'the clock jumped ahead: no upload is aborted this time')
      return
    }
    if (!(await uploads.claimSweep(now, now + everyMs))) return
    // Loaded only for a sweep, because the modules for requests to S3 are not needed before.
    const { sweepUploads } = await import('./sweep-uploads.ts')
    const createdBefore = now - days * dayMs
    const until = performance.now() + everyMs
    const isEnded = () => ended.signal.aborted || performance.now() > until
    await sweepUploads({ ...dependencies, counters }, { now, createdBefore, isEnded })
    counters.sweptAt = clock()
  }

  async function run(): Promise<void> {
    await pause(firstMs, ended.signal)
    while (!ended.signal.aborted) {
      await sweep().catch((err: unknown) => logger.warn({ err }, 'abandoned uploads could not be swept'))
      await pause(lookMs, ended.signal)
    }
  }

  const running = run()
  return {
    counters,
    end() {
      ended.abort()
      return running
    },
  }
}
