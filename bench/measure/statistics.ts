/** The middle of some numbers; for an even count, the mean of the two in the middle. @throws RangeError when there are none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing')
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

/**
 * The smallest value that is not below this share of all values.
 * @param sorted the smallest first
 * @param percent such as 99.9
 * @throws RangeError when there are none
 */
export function percentile(sorted: readonly number[], percent: number): number {
  // 99.9 % of 1,000 would be a little more than 999.
  const rank = Math.ceil((percent * sorted.length) / 100 - 1e-9)
  const value = sorted[Math.max(rank, 1) - 1]
  if (value === undefined) throw new RangeError('There is no percentile of nothing')
  return value
}

/** The mean of some numbers. @throws RangeError when there are none */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no mean of nothing')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * The median of the ratios of two contestants, round by round. If something slows the machine for a while, it slows both contestants
 * of a round. So the ratio in a round is steadier than the ratio of medians.
 */
export function medianRatio(values: readonly number[], baseline: readonly number[]): number {
  if (values.length !== baseline.length) throw new RangeError('Both need the same rounds')
  return median(values.map((value, round) => value / (baseline[round] as number)))
}

/** Like {@link medianRatio}, for a table or a target: NaN when one of the two was not measured. */
export function compareMeasured(values: readonly number[], baseline: readonly number[]): number {
  return values.length === 0 || baseline.length === 0 ? Number.NaN : medianRatio(values, baseline)
}

/** The order of contestants in a round. Each round starts one further in the same circle, so that none is always first. */
export function rotateOrder<Item>(items: readonly Item[], round: number): Item[] {
  const start = items.length === 0 ? 0 : round % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
