import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'
import type { LoadOrder, LoadSummary, SteadyLoadOrder } from './load-result.ts'

// The process of `autocannon.ts`. Its only argument is the order, as JSON.

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder | SteadyLoadOrder
const { origin, targetsFile, bodyFile, connections, seconds } = order
const targets = readFileSync(targetsFile, 'utf8').trimEnd().split('\n')
const how: autocannon.Request =
  bodyFile === undefined
    ? { method: 'GET' }
    : { method: 'POST', headers: { 'content-type': 'application/json' }, body: readFileSync(bodyFile) }
const result = await autocannon({
  url: origin,
  connections,
  duration: seconds,
  ...('requestsPerSecond' in order ? { overallRate: order.requestsPerSecond } : {}),
  requests: targets.map((path) => ({ ...how, path })),
})
const summary: LoadSummary = {
  requests: result.requests.total,
  requestsPerSecond: result.requests.total / result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  p999Ms: result.latency.p99_9,
  failures: result.non2xx + result.errors + result.timeouts,
}
process.stdout.write(`${JSON.stringify(summary)}\n`)
