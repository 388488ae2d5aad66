import type { LoopTurn } from './loop-watch.ts'

/** A time during which something was asked, epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** The longest turn of each span, in milliseconds; 0 where all were too short to be noted. */
export function findLongestTurns(turns: readonly LoopTurn[], spans: readonly Span[]): number[] {
  return spans.map(({ from, until }) =>
    turns
      .filter(({ endedAt, milliseconds }) => endedAt > from && endedAt - milliseconds < until)
      .reduce((longest, { milliseconds }) => Math.max(longest, milliseconds), 0),
  )
}
