import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { scalarVersion } from '../../packages/gateway/src/http/document-pages.ts'
import { startComposedGateway } from '../../packages/gateway/test/servers/composed-gateway.ts'
import { openConnection } from '../../packages/gateway/test/servers/open-connection.ts'
import { boundTime, type Fault, type FaultSize } from '../fault.ts'
import { claimAnswers, claimAtMost, claimAuditRows, claimLog, claimWaits } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { formatCount, signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimMemory, watchPeak } from '../stand/process-resources.ts'

/** A gateway, and how long it tolerates clients that do not read. */
interface Patience extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  logs(): string
  readonly cutOffWithinMs: number
  /** Applies the limit to new clients from now on. */
  begin(): void
}

/** Starts the gateway with its real limit. It notices silence after 20 to 40 s. */
async function startAsItIs(installation: Installation): Promise<Patience> {
  const gateway = await installation.start()
  return { ...gateway, url: gateway.report.url, cutOffWithinMs: 50_000, begin() {} }
}

/** Starts the same code in this process, with a shorter limit. */
async function startNarrow({ dataDir, env }: Installation): Promise<Patience> {
  let server: Server | undefined
  const gateway = await startComposedGateway({
    dataDir,
    env,
    adjust(made) {
      server = made
    },
  })
  return {
    ...gateway,
    pid: process.pid,
    cutOffWithinMs: 8000,
    begin() {
      if (server !== undefined) server.timeout = 1500
    },
  }
}

/** The number of clients. Each sends the same number of requests at once. */
const clientsOf = { full: 100, short: 20 } as const
const requestsEach = 300

/** The longest answer of the gateway: 5 MB without compression. */
const scriptPath = `/docs/assets/scalar-${scalarVersion}.js`
const request = `GET ${scriptPath} HTTP/1.1\r\nHost: a\r\n\r\n`

/** Clients that request a lot and read none of it. */
export const unreadAnswers: Fault = {
  name: 'unread-answers',
  what: 'clients that send 300 requests for 5 MB each and read no answer, while others are served',
  async run(size, { progress }) {
    await using installation = await createInstallation()
    const { token } = await installation.createToken('load')
    await using gateway = await choosePatience(size, installation)
    await using load = startLoad([{ url: gateway.url, token }], { size, clients: 4 })
    // The first request loads the script, which keeps the gateway busy for a moment.
    await (await fetch(gateway.url + scriptPath)).arrayBuffer()
    gateway.begin()
    const count = clientsOf[size]
    const peak = watchPeak(gateway.pid)
    const sockets = await Promise.all(Array.from({ length: count }, () => askWithoutReading(gateway.url)))
    progress(`${formatCount(count)} of them, for up to ${formatCount(gateway.cutOffWithinMs / 1000)} s`)
    const ends = await Promise.all(sockets.map((socket) => measureEnd(socket, gateway.cutOffWithinMs)))
    peak.stop()
    await load.stop()
    const { answers } = load.journal
    return [
      claimAtMost('clients that do not read are cut off', {
        value: Math.max(...ends),
        bound: gateway.cutOffWithinMs,
        unit: 'ms until the last one was',
      }),
      claimMemory(peak),
      claimAnswers(answers, [signedOutcome]),
      claimWaits(answers, boundTime(size, 5000)),
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
    ]
  },
}

function choosePatience(size: FaultSize, installation: Installation): Promise<Patience> {
  return size === 'full' ? startAsItIs(installation) : startNarrow(installation)
}

async function askWithoutReading(url: string): Promise<Socket> {
  const socket = await openConnection(url)
  socket.on('error', () => {}).pause()
  socket.write(request.repeat(requestsEach))
  return socket
}

/** Measures the time until a connection ends. A client that reads nothing notices the end only when it sends. @returns milliseconds */
async function measureEnd(socket: Socket, limitMs: number): Promise<number> {
  const startedAt = performance.now()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const timer = setInterval(() => socket.write('GET'), 100)
  await Promise.race([closed, sleep(2 * limitMs, undefined, { ref: false })])
  clearInterval(timer)
  socket.destroy()
  return performance.now() - startedAt
}
