import { join } from 'node:path'
import { type GenerateLoad, readLoadSummary } from './load-result.ts'
import { runProgram } from './run-program.ts'

const script = join(import.meta.dirname, 'wrk-report.lua')

/** Generates load by `wrk`, with one thread, because it has one core. */
export const wrk: GenerateLoad = async (order) => {
  const { origin, targetsFile, bodyFile, connections, seconds } = order
  const size = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s']
  const files = bodyFile === undefined ? [targetsFile] : [targetsFile, bodyFile]
  return readLoadSummary(await runProgram(['wrk', ...size, '-s', script, origin, '--', ...files]), order)
}
