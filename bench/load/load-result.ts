/** What a load generator is asked to do. */
export interface LoadOrder {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** File of request targets, one a line, asked for in turn. */
  readonly targetsFile: string
  /** File of the JSON that is posted to them; without it they are fetched. */
  readonly bodyFile?: string | undefined
  readonly connections: number
  readonly seconds: number
}

/** An order for so many requests and no more, spread over the time. */
export interface SteadyLoadOrder extends LoadOrder {
  readonly requestsPerSecond: number
}

/** What it saw. */
export interface LoadResult {
  readonly requests: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}

/** Keeps `connections` requests in the air for `seconds`. @throws Error when an answer was not a success */
export type GenerateLoad = (order: LoadOrder) => Promise<LoadResult>

/** What the load generators print, as one line of JSON. */
export type LoadSummary<Result = LoadResult> = Result & {
  /** Answers that were no success, and requests without an answer. */
  readonly failures: number
}

/** The result of a load generator's output. @throws Error when something failed */
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
