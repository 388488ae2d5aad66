import { deadline } from '../core/deadline.ts'
import { singleFlight } from '../core/single-flight.ts'

/** Longest time that a scrape waits for one service. */
const defaultLimitMs = 1000

/**
 * Creates a check of whether a service answers. The check never takes long. Only one question is open at a time, however many callers
 * there are: a service that hangs must not be asked again and again.
 *
 * @param ask rejects, or resolves with false, when the service does not answer as it should
 * @returns a function that resolves with 1, or with 0 when no good answer came in time
 */
export function createAvailability(ask: () => Promise<unknown>, limitMs = defaultLimitMs): () => Promise<number> {
  const askOnce = singleFlight(async () => ask())
  return () =>
    deadline(limitMs, askOnce()).then(
      (isGood) => (isGood === false ? 0 : 1),
      () => 0,
    )
}
