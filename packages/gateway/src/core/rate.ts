/** How many requests are allowed in which time: `points` in each window of `windowSeconds`. */
export interface Rate {
  readonly points: number
  /** Whole seconds, at least 1. */
  readonly windowSeconds: number
}

/** A rate, or `off`, which allows everything. */
export type RateSetting = Rate | 'off'

const secondsByUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }
const grammar = 'write N/s, N/m or N/h, with a burst after a colon (50/s:200) unless it is 2 N; or off'

/**
 * Parses a rate: `50/s`, `600/m` or `1000/h`, with a burst after a colon (`50/s:200`), or `off`. The default burst is twice
 * the number. A window allows as many requests as the burst, and lasts as long as the rate needs for that many: `50/s` is
 * 100 requests in 2 s.
 * @throws Error that says what is wrong and names the grammar
 */
export function parseRate(text: string): RateSetting {
  if (text === 'off') return 'off'
  const match = /^(\d{1,7})\/([smh])(?::(\d{1,7}))?$/.exec(text)
  const count = Number(match?.[1])
  const perSecond = count / (secondsByUnit[match?.[2] ?? ''] ?? Number.NaN)
  if (!(count >= 1)) throw new Error(`is not a rate: ${grammar}`)
  const points = match?.[3] === undefined ? 2 * count : Number(match[3])
  // A window lasts at least one second, so a smaller burst would silently lower the rate itself.
  const least = Math.max(1, Math.ceil(perSecond))
  if (points < least) throw new Error(`has a burst that is too small: ${count}/${match?.[2]} needs ${least} or more`)
  return { points, windowSeconds: Math.max(1, Math.ceil(points / perSecond)) }
}

/** @returns what is wrong with a rate, or undefined when nothing is */
export function findRateProblem(text: string): string | undefined {
  try {
    parseRate(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
