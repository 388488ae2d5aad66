import type { Logger } from 'pino'
import { listen } from '../core/channels.ts'
import type { AuditOutcome } from '../core/model.ts'
import { createLineBudget } from './line-budget.ts'

/** What an access log is made from. */
export interface AccessLogOptions {
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
 * @returns a function that ends it
 */
export function startAccessLog(options: AccessLogOptions): () => void {
  const { logger, successesPerSecond, failuresPerSecond, monotonicMs = () => performance.now() } = options
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

  return listen({
    decided({ events: [event, ...others], durationMs, fault }) {
      const more = others.length === 0 ? {} : { events: others.length + 1 }
      write(event.outcome, () => ({ ...event, ...more, durationMs: roundToMicroseconds(durationMs) }), fault)
    },
    unrouted({ path, fault, ...request }) {
      const outcome = fault === undefined ? 'denied' : 'failed'
      write(outcome, () => ({ ...request, ...(path === undefined ? {} : { path: shortenPath(path) }), outcome }), fault)
    },
  })
}

/** Longest path that is logged. */
const maxPathLength = 200

/**
 * A path as it may stand in the log. Somebody may have put a token into it, which has 36 characters: segments that are
 * long, or not plain text, are shown as `…`. Every path of ours is shown whole.
 * @param path without the query
 */
function shortenPath(path: string): string {
  const shown = path.split('/').map((segment) => (isPlain(segment) ? segment : '…'))
  return shown.join('/').slice(0, maxPathLength)
}

/** The beginning of a token, too, says nothing that a log should have. */
function isPlain(segment: string): boolean {
  return /^(?![ac]t_)[\w.~-]{0,24}$/.test(segment)
}

function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
