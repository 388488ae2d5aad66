import { exampleTarget } from '../gateway/example-credential.ts'
import type { GatewayContestant } from '../gateway/gateway-contestants.ts'
import { formatMedians, listSamples, type Measurements, measureContestants } from '../gateway/measure-contestants.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { medianRatio } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'

const connections = 64
const plan = { rounds: new Map([[connections, 5]]), seconds: 1, warmUpSeconds: 3 }
const workerCounts = [1, 2]

/** Measures what `serve --workers` gains on two cores, which the workers, their writer threads and the load generator share. */
export async function measureWorkers(stand: TestStand, progress: Progress) {
  const cores = stand.cores === undefined ? undefined : [stand.cores.server, stand.cores.load]
  const contestants: GatewayContestant[] = []
  for (const durability of ['buffered', 'committed'] as const) {
    for (const workers of workerCounts) {
      const name = `${workers} ${workers === 1 ? 'process' : 'workers'}, ${durability}`
      progress(`scale: starting ${name}`)
      const setup = { dataDir: stand.makeDir(name), durability, workers }
      const token = await prepareGateway(setup, stand.s3Endpoint)
      const server = await startGateway(setup, cores)
      stand.atEnd(() => server.stop())
      const targetsFile = stand.writeTargets(name, [exampleTarget(token)])
      contestants.push({ name, isOurs: true, server, targetsFile })
    }
  }
  const measurements = await measureContestants(stand, contestants, plan, progress)
  for (const { server } of contestants) await server.stop()
  return { table: tabulate(measurements), raw: listSamples(measurements) }
}

function tabulate(measurements: Measurements): Table {
  const samples = [...(measurements.get(connections) ?? [])]
  const readThroughput = (index: number) => samples[index]?.[1].map((sample) => sample.requestsPerSecond) ?? []
  return {
    title: '`serve --workers` on two cores',
    columns: ['processes', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'of one process'],
    rows: samples.map(([{ name }, own], index) => [
      name,
      ...formatMedians(own, ['requestsPerSecond', 'p50Ms', 'p99Ms', 'cpuMicroseconds']),
      formatNumber(medianRatio(readThroughput(index), readThroughput(index - (index % workerCounts.length)))),
    ]),
    note: `SQLite, ${connections} connections. Nothing is pinned to one core. The load generator takes its share of the two cores as well, and even one process uses both, because its writer is a separate thread.`,
  }
}
