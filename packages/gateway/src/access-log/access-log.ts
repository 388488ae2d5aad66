import type { Logger } from 'pino'
import type { AuditOutcome } from '../core/model.ts'
import type { RequestObserver } from '../core/request-observer.ts'
import { createLineBudget } from './line-budget.ts'
import { describePath } from './shown-path.ts'

/** What an access log is made from. */
export interface AccessLogParts {
  readonly logger: Logger
  /** Lines about allowed requests in one second; 0 for none. A line costs about as much as the signature itself. */
  readonly successesPerSecond: number
  /** Lines about refusals in one second, and as many about faults of ours: a bound for a flood, which ends on a disk. */
  readonly failuresPerSecond: number
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number
}

const levels = { allowed: 'info', denied: 'warn', failed: 'error' } as const satisfies Record<AuditOutcome, string>

/**
 * One line for every answer of the gate, and for every error beside it: refusals as warnings, faults of ours as errors
 * with what went wrong, and of the allowed requests the first ones of each second. A line tells in `unlogged` how many
 * of its kind were left out before it. No query is ever logged, since that is where a token may be.
 */
export function createAccessLog(parts: AccessLogParts): RequestObserver {
  const { logger, successesPerSecond, failuresPerSecond, monotonicMs = () => performance.now() } = parts
  const budgets = {
    allowed: createLineBudget(successesPerSecond),
    denied: createLineBudget(failuresPerSecond),
    failed: createLineBudget(failuresPerSecond),
  }

  function write(outcome: AuditOutcome, describe: () => object, fault: unknown): void {
    const unlogged = budgets[outcome].take(monotonicMs())
    if (unlogged === undefined) return
    const line = {
      ...describe(),
      ...(unlogged === 0 ? {} : { unlogged }),
      ...(fault === undefined ? {} : { err: fault }),
    }
    logger[levels[outcome]](line, outcome)
  }

  return {
    decided([event, ...others], durationMs, fault) {
      const more = others.length === 0 ? {} : { events: others.length + 1 }
      write(event.outcome, () => ({ ...event, ...more, durationMs: roundToMicroseconds(durationMs) }), fault)
    },
    unrouted(stray, fault) {
      const outcome = fault === undefined ? 'denied' : 'failed'
      const { path, ...facts } = stray
      write(outcome, () => ({ ...facts, ...(path === undefined ? {} : { path: describePath(path) }), outcome }), fault)
    },
  }
}

function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
