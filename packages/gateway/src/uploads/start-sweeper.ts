import { type Clock, pause, watchClock } from '../core/clock.ts'
import { createSweepCounters, type SweepCounters } from '../core/counters.ts'
import type { SweepDependencies } from './sweep-uploads.ts'

/** What the sweeper is made from. */
export interface SweeperDependencies extends Omit<SweepDependencies, 'counters'> {
  /** Uploads that were begun longer ago are abandoned. */
  readonly days: number
  readonly clock: Clock
  /** How it goes about it, which a test may change. */
  readonly pace?: Partial<SweeperPace>
}

/** How often abandoned uploads are looked for. */
export interface SweeperPace {
  /** Before the first look, so that a start is not slowed down. */
  readonly firstMs: number
  /** Between two looks of a node, which sweeps when no node has done so for `everyMs`. */
  readonly lookMs: number
  readonly everyMs: number
}

/** Aborts what was abandoned, now and then, on one node at a time. */
export interface Sweeper {
  readonly counters: SweepCounters
  /** Begins no other upload; resolves when the one in progress is done. */
  end(): Promise<void>
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const defaultPace: SweeperPace = { firstMs: minuteMs, lookMs: 10 * minuteMs, everyMs: 60 * minuteMs }

/**
 * Starts the sweeper. Whoever finds that nobody has swept for an hour takes the sweep for that hour: a node that is killed in the
 * middle holds up nobody for longer. When the clock has jumped ahead since the last look, nothing is swept this time.
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
    // Loaded when there is something to do: the modules of S3's calls are not needed before.
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
