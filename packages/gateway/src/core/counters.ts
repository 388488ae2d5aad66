// Plain numbers that only grow. A request pays for one addition, and the metrics read the numbers at a scrape. Things that
// happen several times in every request are counted here instead of being published on a channel (core/channels.ts).

/** Look-ups in a cache since the start. */
export interface LookupCounters {
  hits: number
  misses: number
}

/** A cache, or anything else that looks things up in memory first. */
export interface CountsLookups {
  readonly lookups: Readonly<LookupCounters>
}

/** Decisions of one rate limit since the start. */
export interface LimitCounters {
  allowed: number
  refused: number
}

/** The decisions of a limiter since the start. */
export interface LimiterCounters {
  readonly tokens: LimitCounters
  readonly clientTokens: LimitCounters
  readonly changes: LimitCounters
  readonly badTokens: LimitCounters
  /** Requests that this process counted on its own, because Redis did not answer. */
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

/** What the sweeper of multipart uploads has done, as numbers of uploads. */
export interface SweepCounters {
  /** Uploads that the sweeper aborted at S3. */
  aborted: number
  /** Uploads that S3 no longer had. */
  gone: number
  /** Uploads that S3 did not abort; the sweeper retries them. */
  failed: number
  /** Uploads that the sweeper cannot abort, because no credential for their bucket is left. */
  lost: number
  /** End of the last sweep, epoch milliseconds; 0 before the first. */
  sweptAt: number
}

/** Nothing swept. */
export function createSweepCounters(): SweepCounters {
  return { aborted: 0, gone: 0, failed: 0, lost: 0, sweptAt: 0 }
}
