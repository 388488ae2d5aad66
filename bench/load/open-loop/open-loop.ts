import { join } from 'node:path'
import { type LoadResult, readLoadSummary, type SteadyLoadOrder } from '../load-result.ts'
import { runProgram } from '../run-program.ts'

const program = join(import.meta.dirname, 'open-loop-process.ts')

/** An order for requests that are sent when they are due, whether or not earlier ones have been answered. */
export type OpenLoopOrder = Omit<SteadyLoadOrder, 'bodyFile'>

/** The result. A request's time counts from when it was due, so the figures include any delay behind a slow answer. */
export interface OpenLoopResult extends LoadResult {
  /** The largest number of requests that were due and unanswered at the same time. */
  readonly mostAtOnce: number
  /** How late the generator itself was: the time from when a request was due until the generator handled it. */
  readonly lateP50Ms: number
  readonly lateP99Ms: number
  readonly lateP999Ms: number
  /** The generator's processor time, as a share of one core. */
  readonly generatorShare: number
}

/** Generates load at a constant rate, in an open loop, from a process of its own. @throws Error when an answer was not a success */
export async function generateOpenLoop(order: OpenLoopOrder): Promise<OpenLoopResult> {
  return readLoadSummary<OpenLoopResult>(await runProgram([process.execPath, program, JSON.stringify(order)]), order)
}
