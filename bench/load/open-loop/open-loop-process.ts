import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { percentile } from '../../measure/statistics.ts'
import { type Arrivals, readMilliseconds, whenDue } from './arrivals.ts'
import type { OpenLoopOrder, OpenLoopResult } from './open-loop.ts'
import { createResponseReader } from './response-reader.ts'

// The process of `open-loop.ts`. Its only argument is the order, as JSON. A request is sent when it is due, on a free connection, or
// waits for one when all are in use. Its time counts from when it was due.

const { origin, targetsFile, connections, seconds, requestsPerSecond } = JSON.parse(
  process.argv[2] ?? '',
) as OpenLoopOrder
const { hostname, port, host } = new URL(origin)
const targets = readFileSync(targetsFile, 'utf8').trimEnd().split('\n')
const requests = targets.map((target) => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`))

const count = Math.round(requestsPerSecond * seconds)
const latenciesMs: number[] = []
const latenessMs: number[] = []
const free: Connection[] = []
const waiting: number[] = []
let failures = 0
let answered = 0
let mostAtOnce = 0
const done = Promise.withResolvers<void>()

class Connection {
  readonly socket: Socket
  index = -1

  constructor(socket: Socket) {
    this.socket = socket
    const reader = createResponseReader()
    socket.setNoDelay(true).on('data', (bytes) => {
      const status = reader.read(bytes)
      if (status !== undefined) this.answer(status)
    })
    socket.once('close', () => done.reject(new Error(`${origin} closed a connection`)))
  }

  send(index: number): void {
    this.index = index
    this.socket.write(requests[index % requests.length] as Buffer)
  }

  answer(status: number): void {
    latenciesMs.push(readMilliseconds() - whenDue(arrivals, this.index))
    if (status !== 200) failures++
    const next = waiting.shift()
    if (next === undefined) free.push(this)
    else this.send(next)
    if (++answered === count) done.resolve()
  }
}

for (let opened = 0; opened < connections; opened++) {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  free.push(new Connection(socket))
}

// Leaves time for the thread to start.
const arrivals: Arrivals = { startsAt: readMilliseconds() + 300, requestsPerSecond, count }
const clock = new Worker(new URL('arrival-clock.ts', import.meta.url), { workerData: arrivals })
clock.on('message', (index: number) => {
  latenessMs.push(readMilliseconds() - whenDue(arrivals, index))
  const connection = free.pop()
  if (connection === undefined) waiting.push(index)
  else connection.send(index)
  mostAtOnce = Math.max(mostAtOnce, connections - free.length + waiting.length)
})
await wait(arrivals.startsAt - readMilliseconds())
const before = process.cpuUsage()
await done.promise
const { user, system } = process.cpuUsage(before)
const elapsed = (readMilliseconds() - arrivals.startsAt) / 1000

const sorted = latenciesMs.sort((one, other) => one - other)
const late = latenessMs.sort((one, other) => one - other)
const result: OpenLoopResult & { failures: number } = {
  requests: answered,
  requestsPerSecond: answered / elapsed,
  p50Ms: percentile(sorted, 50),
  p99Ms: percentile(sorted, 99),
  p999Ms: percentile(sorted, 99.9),
  mostAtOnce,
  lateP50Ms: percentile(late, 50),
  lateP99Ms: percentile(late, 99),
  lateP999Ms: percentile(late, 99.9),
  generatorShare: (user + system) / 1e6 / elapsed,
  failures,
}
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
