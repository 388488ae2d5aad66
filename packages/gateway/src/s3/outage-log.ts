import type { Logger } from 'pino'
import { createBoundedMap } from '../core/bounded-map.ts'
import { channels, type WaitOutcome } from '../core/channels.ts'
import { S3Unreachable } from './s3-error.ts'

/** The same outage is logged at most once in this time. */
const everyMs = 60_000

/**
 * Logs why S3 could not be reached, with the address, which callers do not see. It logs once a minute for each store and reason.
 * @param monotonicMs milliseconds of a clock that never goes back
 * @returns a function that stops the logging
 */
export function startOutageLog(logger: Logger, monotonicMs: () => number = () => performance.now()): () => void {
  const loggedAt = createBoundedMap<number>(1000)

  function error({ error, origin }: WaitOutcome & { readonly origin: string }): void {
    if (!(error instanceof S3Unreachable)) return
    const { reason, message, cause } = error
    const key = `${reason} ${origin}`
    const last = loggedAt.get(key)
    const now = monotonicMs()
    if (last !== undefined && now - last < everyMs) return
    loggedAt.set(key, now)
    logger.warn({ reason, store: origin, detail: cause instanceof Error ? cause.message : undefined }, message)
  }

  const subscribers = { error } as unknown as Parameters<typeof channels.s3Request.subscribe>[0]
  channels.s3Request.subscribe(subscribers)
  return () => void channels.s3Request.unsubscribe(subscribers)
}
