import type { Logger } from 'pino'
import { listen } from '../core/channels.ts'
import type { AuditOutcome } from '../core/model.ts'
import { createLineBudget } from './line-budget.ts'

/** The options of an access log. */
export interface AccessLogOptions {
  readonly logger: Logger
  /** Most lines about allowed requests per second; 0 for none. A line costs about as much time as the signature itself. */
  readonly successesPerSecond: number
  /** Most lines about refusals per second, and most about faults of ours. The limit keeps a flood from filling a disk. */
  readonly failuresPerSecond: number
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs?: () => number
}

const levels = { allowed: 'info', denied: 'warn', failed: 'error' } as const satisfies Record<AuditOutcome, string>

/**
 * Logs one line for every answer of the gate, and for every error that never reached the gate. Refusals are warnings. Faults of ours are
 * errors, with their cause. Of the allowed requests only the first ones of each second are logged. The field `unlogged` of a line says
 * how many of its kind were left out before it. No query is ever logged, because it may contain a token.
 * @returns a function that ends the log
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
 * Makes a path safe for the log. A client may have put a token into it, which has 36 characters. So segments that are long, or not
 * plain text, are shown as `…`. Every path of ours is shown whole.
 * @param path without the query
 */
function shortenPath(path: string): string {
  const shown = path.split('/').map((segment) => (isPlain(segment) ? segment : '…'))
  return shown.join('/').slice(0, maxPathLength)
}

/** Whether a segment may be logged. Even the beginning of a token is hidden, because a log should contain nothing of it. */
function isPlain(segment: string): boolean {
  return /^(?![ac]t_)[\w.~-]{0,24}$/.test(segment)
}

function roundToMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
