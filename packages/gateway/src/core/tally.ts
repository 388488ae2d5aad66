// Plain numbers that only grow: to add one is all that a request pays, and the metrics read them when they are asked for.

/** Look-ups in a cache since the start. */
export interface LookupTally {
  hits: number
  misses: number
}

/** Decisions of one rate limit since the start. */
export interface LimitTally {
  allowed: number
  refused: number
}

/** What a limiter has decided since the start. */
export interface LimiterTally {
  readonly tokens: LimitTally
  readonly badTokens: LimitTally
  /** Requests that this process counted by itself, since Redis did not answer. */
  fallbacks: number
}

/** A tally without any look-up yet. */
export function createLookupTally(): LookupTally {
  return { hits: 0, misses: 0 }
}

/** Counts a look-up by what it found. */
export function noteLookup(tally: LookupTally, found: unknown): void {
  if (found === undefined) tally.misses++
  else tally.hits++
}

/** A tally without any decision yet. */
export function createLimiterTally(): LimiterTally {
  return { tokens: { allowed: 0, refused: 0 }, badTokens: { allowed: 0, refused: 0 }, fallbacks: 0 }
}
