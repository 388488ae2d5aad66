/**
 * Reads an answer of Signpost from `BENCH_ANSWER`. The contestants that do not sign send it unchanged. `gateway-contestants.ts` sets
 * the variable.
 */
export function readPlainAnswer(): string {
  const answer = process.env.BENCH_ANSWER
  if (answer === undefined) throw new Error('BENCH_ANSWER is not set')
  return answer
}

/** The only header of these answers, besides those that Node adds. */
export const contentType = 'application/json; charset=utf-8'
