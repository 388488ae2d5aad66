import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median } from '../measure/statistics.ts'
import type { Target } from '../report/target.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import { measureMemory, tabulateMemory } from './measure-memory.ts'

const starts = 7

/** Measures the start-up and memory of one process. */
export async function measureProcess(stand: TestStand, progress: Progress) {
  const setup = { dataDir: stand.makeDir('process'), durability: 'buffered' } as const
  await prepareGateway(setup, stand.s3Endpoint)
  const startsMs: number[] = []
  for (let start = 0; start < starts; start++) {
    progress(`scale: start ${start + 1} of ${starts}`)
    const server = await startGateway(setup, stand.cores?.server)
    startsMs.push(server.startedInMs)
    await server.stop()
  }
  const memory = await measureMemory(stand, progress)
  const [asItIs] = memory
  const targets: Target[] = [
    { what: 'start to ready', kind: 'at most', bound: 400, reached: median(startsMs), unit: ' ms' },
    { what: 'memory at idle', kind: 'at most', bound: 120, reached: asItIs.idleMib, unit: ' MiB' },
    {
      what: 'memory of the last 100,000 of a million requests to that of the first',
      kind: 'at most',
      bound: 1.1,
      reached: asItIs.growth,
      unit: '×',
    },
  ]
  return { table: tabulateMemory(startsMs, memory), targets, raw: { startsMs, memory } }
}
