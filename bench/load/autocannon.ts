import { join } from 'node:path'
import { type GenerateLoad, type LoadResult, readLoadSummary, type SteadyLoadOrder } from './load-result.ts'
import { runProgram } from './run-program.ts'

const program = join(import.meta.dirname, 'autocannon-process.ts')

/** Generates load by `autocannon` in a process of its own, when there is no `wrk`. It measures latencies in whole milliseconds. */
export const autocannon: GenerateLoad = async (order) => {
  return readLoadSummary(await runProgram([process.execPath, program, JSON.stringify(order)]), order)
}

/** Generates a fixed number of requests per second, which `wrk` cannot do. @throws Error when an answer was not a success */
export function generateSteadyLoad(order: SteadyLoadOrder): Promise<LoadResult> {
  return autocannon(order)
}
