import { deadline } from '../core/deadline.ts'
import { singleFlight } from '../core/single-flight.ts'

/** Longest time that a scrape waits for one service. */
const defaultLimitMs = 1000

/**
 * A question to a service, whether it answers, that never takes long. It is put once at a time, however many want to
 * know: what hangs must not be asked again and again.
 *
 * @param ask rejects, or resolves with false, when the service does not answer as it should
 * @returns a function that resolves with 1, or with 0 when there was no good answer in time
 */
export function createAvailability(ask: () => Promise<unknown>, limitMs = defaultLimitMs): () => Promise<number> {
  const askOnce = singleFlight(async () => ask())
  return () =>
    deadline(limitMs, askOnce()).then(
      (isGood) => (isGood === false ? 0 : 1),
      () => 0,
    )
}
