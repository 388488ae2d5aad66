// Plain numbers that only grow. A request pays for one addition; the metrics read them at a scrape. What happens several
// times in every request is counted here, and has no channel (core/channels.ts).

/** Look-ups in a cache since the start. */
export interface LookupCounters {
  hits: number
  misses: number
}

/** What looks things up in memory first. */
export interface CountsLookups {
  readonly lookups: Readonly<LookupCounters>
}

/** Decisions of one rate limit since the start. */
export interface LimitCounters {
  allowed: number
  refused: number
}

/** What a limiter has decided since the start. */
export interface LimiterCounters {
  readonly tokens: LimitCounters
  readonly clientTokens: LimitCounters
  readonly changes: LimitCounters
  readonly badTokens: LimitCounters
  /** Requests that this process counted by itself, since Redis did not answer. */
  fallbacks: number
}

/** Counters without any look-up yet. */
export function createLookupCounters(): LookupCounters {
  return { hits: 0, misses: 0 }
}

/** Counts a look-up by what it found. */
export function countLookup(counters: LookupCounters, found: unknown): void {
  if (found === undefined) counters.misses++
  else counters.hits++
}

/** Counters without any decision yet. */
export function createLimiterCounters(): LimiterCounters {
  const none = () => ({ allowed: 0, refused: 0 })
  return { tokens: none(), clientTokens: none(), changes: none(), badTokens: none(), fallbacks: 0 }
}

/** What the sweeper of multipart uploads has done. */
export interface SweepCounters {
  /** Ended at S3. */
  aborted: number
  /** S3 did not have them any more. */
  gone: number
  /** S3 did not end them; they are tried again. */
  failed: number
  /** Nobody can end them: no credential for their bucket is left. */
  lost: number
  /** End of the last sweep, epoch milliseconds; 0 before the first. */
  sweptAt: number
}

/** Nothing swept. */
export function createSweepCounters(): SweepCounters {
  return { aborted: 0, gone: 0, failed: 0, lost: 0, sweptAt: 0 }
}
