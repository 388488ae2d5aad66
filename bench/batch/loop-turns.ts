import type { LoopTurn } from './loop-watch.ts'

/** The time during which a request was open, in epoch milliseconds. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** Finds the longest turn of each span, in milliseconds; 0 when all were too short to be recorded. */
export function findLongestTurns(turns: readonly LoopTurn[], spans: readonly Span[]): number[] {
  return spans.map(({ from, until }) =>
    turns
      .filter(({ endedAt, milliseconds }) => endedAt > from && endedAt - milliseconds < until)
      .reduce((longest, { milliseconds }) => Math.max(longest, milliseconds), 0),
  )
}
