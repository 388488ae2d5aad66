import { join } from 'node:path'
import { type LoadResult, readLoadSummary, type SteadyLoadOrder } from '../load-result.ts'
import { runProgram } from '../run-program.ts'

const program = join(import.meta.dirname, 'open-loop-process.ts')

/** Requests that are sent when they are due, whether those before them were answered or not. */
export type OpenLoopOrder = Omit<SteadyLoadOrder, 'bodyFile'>

/** What came of it. A request's time counts from when it was due, so that what an answer holds up is in the figures, too. */
export interface OpenLoopResult extends LoadResult {
  /** Requests that were due and not answered, at the most. */
  readonly mostAtOnce: number
  /** How late the generator itself was: from when a request was due to when it turned to it. */
  readonly lateP50Ms: number
  readonly lateP99Ms: number
  readonly lateP999Ms: number
  /** The generator's processor time, as a share of one core. */
  readonly generatorShare: number
}

/** Load at a constant rate, in an open loop, by a process of its own. @throws Error when an answer was not a success */
export async function generateOpenLoop(order: OpenLoopOrder): Promise<OpenLoopResult> {
  return readLoadSummary<OpenLoopResult>(await runProgram([process.execPath, program, JSON.stringify(order)]), order)
}
