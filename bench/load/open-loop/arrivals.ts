/** Requests that are due one after the other, whatever becomes of those before them. */
export interface Arrivals {
  /** When the first one is due, as {@link readMilliseconds} counts. */
  readonly startsAt: number
  readonly requestsPerSecond: number
  readonly count: number
}

/** When a request is due. @param index from 0 */
export function whenDue({ startsAt, requestsPerSecond }: Arrivals, index: number): number {
  return startsAt + (index * 1000) / requestsPerSecond
}

/** Milliseconds of a clock that all threads of a process share, and that nobody sets. */
export function readMilliseconds(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
