import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../measure/progress.ts'
import {
  type CpuProfile,
  dropBeginning,
  nameFunction,
  nameModule,
  type SelfTime,
  sumSelfTime,
} from '../report/cpu-profile.ts'
import { formatTable } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import { exampleTarget } from './example-credential.ts'
import { setUpTestStand } from './test-stand.ts'

const warmUpSeconds = 3

/**
 * `npm run bench -- profile`: where the time of a request goes in a gateway with SQLite, according to `node --cpu-prof`.
 * @returns tables as Markdown, with microseconds per request
 */
export async function profileGateway(durability: 'committed' | 'buffered', progress: Progress): Promise<string> {
  const stand = await setUpTestStand()
  try {
    const setup = { dataDir: stand.makeDir('data'), durability, fromSource: true }
    const profileDir = stand.makeDir('profile')
    const token = await prepareGateway(setup, stand.s3Endpoint)
    const options = ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, '--cpu-prof-interval=200']
    const server = await startGateway(setup, stand.cores?.server, options)
    stand.atEnd(() => server.stop())
    progress(`profile: ${durability} audit, SQLite`)
    const targetsFile = stand.writeTargets('profile', [exampleTarget(token)])
    const order = { origin: server.origin, targetsFile, connections: 32 }
    await stand.load.generate({ ...order, seconds: warmUpSeconds })
    const { requestsPerSecond } = await stand.load.generate({ ...order, seconds: 12 })
    await server.stop()
    const profiles = globSync(join(profileDir, '*.cpuprofile')).map(
      (file) => JSON.parse(readFileSync(file, 'utf8')) as CpuProfile,
    )
    // The writer's thread has a profile of its own. The profile of the event loop has by far the most work in it.
    const busiest = profiles.toSorted((a, b) => countWork(b) - countWork(a))[0]
    if (busiest === undefined) throw new Error('Node wrote no profile')
    const measured = dropBeginning(busiest, server.startedInMs + warmUpSeconds * 1000)
    const perRequest = { microseconds: 1e6 / requestsPerSecond }
    return [
      tabulate('by module', sumSelfTime(measured, nameModule).slice(0, 30), perRequest),
      tabulate('by function', sumSelfTime(measured, nameFunction).slice(0, 45), perRequest),
    ].join('\n')
  } finally {
    await stand.close()
  }
}

function countWork(profile: CpuProfile): number {
  return new Set(sumSelfTime(profile, nameFunction).map(({ name }) => name)).size
}

function tabulate(by: string, times: readonly SelfTime[], { microseconds }: { microseconds: number }): string {
  return formatTable({
    title: `Self time ${by}`,
    columns: ['where', '%', 'µs'],
    rows: times.map(({ name, share }) => [name, (share * 100).toFixed(1), (share * microseconds).toFixed(2)]),
  })
}
