/**
 * A histogram as plain numbers. prom-client's own histogram looks up its labels for each value, which takes ten times as long.
 * This one is converted to prom-client's form at each scrape.
 */
export interface HistogramCounters {
  /** Upper bounds of the buckets, ascending, each included in its bucket. */
  readonly bounds: readonly number[]
  /** How many values fell into each bucket. The last bucket is for values above all bounds. */
  readonly counts: number[]
  /** The sum of all values. */
  sum: number
}

/** Seconds, from half a millisecond to ten seconds. */
export const durationBounds: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** Creates an empty histogram. @param bounds in ascending order */
export function createHistogramCounters(bounds: readonly number[]): HistogramCounters {
  return { bounds, counts: new Array(bounds.length + 1).fill(0), sum: 0 }
}

/** Adds a value to a histogram. */
export function addToHistogram(counters: HistogramCounters, value: number): void {
  const { bounds, counts } = counters
  let index = 0
  while (index < bounds.length && value > (bounds[index] as number)) index++
  counts[index] = (counts[index] as number) + 1
  counters.sum += value
}

/**
 * Estimates a quantile like Prometheus' `histogram_quantile`, which assumes that values are spread evenly within a bucket.
 * @param share 0.95 for the 95th percentile
 * @returns the highest bound when the quantile lies above all bounds; 0 when there are no values
 */
export function estimateQuantile(
  { bounds, counts }: Pick<HistogramCounters, 'bounds' | 'counts'>,
  share: number,
): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  const rank = share * total
  let before = 0
  for (const [index, bound] of bounds.entries()) {
    const count = counts[index] ?? 0
    if (count > 0 && before + count >= rank) {
      const lower = index === 0 ? 0 : (bounds[index - 1] ?? 0)
      return lower + (bound - lower) * ((rank - before) / count)
    }
    before += count
  }
  return bounds.at(-1) ?? 0
}
