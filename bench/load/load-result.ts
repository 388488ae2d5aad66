/** The order to a load generator. */
export interface LoadOrder {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** File of request targets, one per line, requested in turn. */
  readonly targetsFile: string
  /** File of the JSON to post to them; without it, the requests are GETs. */
  readonly bodyFile?: string | undefined
  readonly connections: number
  readonly seconds: number
}

/** An order for exactly so many requests per second, spread evenly. */
export interface SteadyLoadOrder extends LoadOrder {
  readonly requestsPerSecond: number
}

/** The result of a load generator. */
export interface LoadResult {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}

/** Keeps `connections` requests in flight for `seconds`. @throws Error when an answer was not a success */
export type GenerateLoad = (order: LoadOrder) => Promise<LoadResult>

/** The output of the load generators, one line of JSON. */
export type LoadSummary<Result = LoadResult> = Result & {
  /** The number of answers that were not a success, and of requests without an answer. */
  readonly failures: number
}

/** Reads the result from a load generator's output. @throws Error when any request failed */
export function readLoadSummary<Result extends LoadResult = LoadResult>(
  output: string,
  { origin }: Pick<LoadOrder, 'origin'>,
): Omit<LoadSummary<Result>, 'failures'> {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  const { failures, ...result } = JSON.parse(line) as LoadSummary<Result>
  if (failures > 0 || result.requests === 0) {
    throw new Error(`${failures} of ${result.requests} requests to ${origin} failed, so its speed means nothing`)
  }
  return result
}
