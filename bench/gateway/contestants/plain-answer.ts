/**
 * An answer of ours, `BENCH_ANSWER`, which the contestants that sign nothing send as it is. The environment of a
 * contestant is written by `gateway-contestants.ts`.
 */
export function readPlainAnswer(): string {
  const answer = process.env.BENCH_ANSWER
  if (answer === undefined) throw new Error('BENCH_ANSWER is not set')
  return answer
}

/** The only header of those answers, beside what Node adds. */
export const contentType = 'application/json; charset=utf-8'
