import { join } from 'node:path'
import { type GenerateLoad, type LoadResult, readLoadSummary, type SteadyLoadOrder } from './load-result.ts'
import { runProgram } from './run-program.ts'

const program = join(import.meta.dirname, 'autocannon-process.ts')

/** Load by `autocannon` in a process of its own, where there is no `wrk`. It counts latencies in whole milliseconds. */
export const autocannon: GenerateLoad = async (order) => {
  return readLoadSummary(await runProgram([process.execPath, program, JSON.stringify(order)]), order)
}

/** As many requests in a second as are asked for, which `wrk` cannot do. @throws Error when an answer was not a success */
export function generateSteadyLoad(order: SteadyLoadOrder): Promise<LoadResult> {
  return autocannon(order)
}
