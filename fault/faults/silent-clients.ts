import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import type { ClaimResult, Fault } from '../fault.ts'
import { claimAnswers, claimAtMost, claimAuditRows, claimLog, claimOrderlyEnd } from '../stand/claims.ts'
import { createInstallation } from '../stand/installation.ts'
import { formatCount, signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimNoConnectionLeft, countFiles, countSockets } from '../stand/process-resources.ts'
import { claimRecovery, measureRecovery } from '../stand/recovery.ts'

/** How many files the gateway may open; fewer than there are clients. */
const openFilesOf = { full: 1024, short: 400 } as const
const clientsOf = { full: 1100, short: 450 } as const

/** How many clients had their connections before. */
const others = 2

/** The gateway tolerates silence for 15 s, checks every second, and waits for another second before it hangs up. */
const cutOffWithinMs = 20_000

/** More clients than the gateway may open files. They send nothing and never hang up. */
export const silentClients: Fault = {
  name: 'silent-clients',
  what: 'more silent clients than the gateway has file descriptors, while other clients use their existing connections',
  async run(size, { progress }) {
    const [openFiles, count] = [openFilesOf[size], clientsOf[size]]
    await using installation = await createInstallation()
    await using gateway = await installation.start({ openFiles })
    const { url } = gateway.report
    const { token } = await installation.createToken('load')
    const before = countSockets(gateway.pid)
    const load = startLoad([{ url, token }], { size, clients: others })
    await waitUntil('every client has its connection', () => load.journal.hasSigned(10 * others, 0))
    const clients = await Promise.all(Array.from({ length: count }, () => openSilently(url)))
    progress(`${formatCount(count)} of them, and ${formatCount(openFiles)} files`)
    await sleep(1000)
    const files = countFiles(gateway.pid)
    const startedAt = performance.now()
    const lastMs = await waitForEnd(gateway, before + others, startedAt)
    const recovery = await measureRecovery({ url, token }, load.journal, performance.now())
    await load.stop()
    const results = [
      claimAtMost('some files stay free for everything else', { value: files, bound: openFiles - 100, unit: 'open' }),
      claimAtMost('silent clients are cut off', {
        value: lastMs,
        bound: cutOffWithinMs,
        unit: 'ms until the last one was',
      }),
      claimRecovery([recovery], 1000),
      claimTold(gateway),
      claimAnswers(load.journal.answers, [signedOutcome]),
      await claimAuditRows(installation, load.journal.answers),
      await claimNoConnectionLeft(gateway, before),
      claimLog([gateway.logs()]),
    ]
    for (const client of clients) client.destroy()
    return [...results, claimOrderlyEnd(await gateway.stop('SIGTERM'))]
  },
}

/** Opens a connection whose client side stays open, whatever the gateway does. */
async function openSilently(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket.resume()
}

/** Waits until at most this many sockets are left. @returns milliseconds */
async function waitForEnd({ pid }: GatewayProcess, sockets: number, startedAt: number): Promise<number> {
  while (countSockets(pid) > sockets && performance.now() - startedAt < 2 * cutOffWithinMs) await sleep(250)
  return performance.now() - startedAt
}

function claimTold(gateway: GatewayProcess): ClaimResult {
  const lines = gateway
    .logs()
    .split('\n')
    .filter((line) => line.includes('connections are refused'))
  const holds = lines.length > 0 && lines.length <= 3
  return { claim: 'the log says a few times that connections are refused', holds, figure: `${lines.length} lines` }
}
