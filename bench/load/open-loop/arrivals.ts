/** Requests that are due one after the other, whether or not earlier ones have been answered. */
export interface Arrivals {
  /** When the first request is due, in the time of {@link readMilliseconds}. */
  readonly startsAt: number
  readonly requestsPerSecond: number
  readonly count: number
}

/** Says when a request is due. @param index from 0 */
export function whenDue({ startsAt, requestsPerSecond }: Arrivals, index: number): number {
  return startsAt + (index * 1000) / requestsPerSecond
}

/** Reads the milliseconds of a clock that all threads of a process share, and that is never set. */
export function readMilliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
