import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ComposedGateway, startComposedGateway } from '../../packages/gateway/test/servers/composed-gateway.ts'
import { openConnection } from '../../packages/gateway/test/servers/open-connection.ts'
import { boundTime, type Fault, type FaultSize } from '../fault.ts'
import { claimAnswers, claimAtMost, claimAuditRows, claimLog, claimWaits } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { formatCount, signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'

/** A gateway, and its limits for slow clients. */
interface Patience extends AsyncDisposable {
  readonly url: string
  logs(): string
  /** The time between two bytes of a slow client. */
  readonly byteEveryMs: number
  /** The time within which a slow client must be cut off. */
  readonly cutOffWithinMs: number
}

/** Node.js checks its connections every second, and a busy machine may be a little late. */
const graceMs = 4000

/** Starts the gateway with its real limits. docs/security.md promises 15 s for headers. */
async function startAsItIs(installation: Installation): Promise<Patience> {
  const gateway = await installation.start()
  return { ...gateway, url: gateway.report.url, byteEveryMs: 1000, cutOffWithinMs: 15_000 + graceMs }
}

/** Starts the same code with shorter limits. */
async function startNarrow({ dataDir, env }: Installation): Promise<Patience> {
  const gateway: ComposedGateway = await startComposedGateway({
    dataDir,
    env,
    adjust(server) {
      server.headersTimeout = 1000
      server.requestTimeout = 2000
    },
  })
  return { ...gateway, byteEveryMs: 50, cutOffWithinMs: 1000 + graceMs }
}

const slowClientsOf = { full: 500, short: 30 } as const

/** Clients that send one byte at a time. */
export const slowClients: Fault = {
  name: 'slow-clients',
  what: 'slow clients: one byte a second, while others are served',
  async run(size, { progress }) {
    await using installation = await createInstallation()
    const { token } = await installation.createToken('load')
    await using gateway = await choosePatience(size, installation)
    await using load = startLoad([{ url: gateway.url, token }], { size, clients: 4 })
    const count = slowClientsOf[size]
    progress(`${formatCount(count)} of them, for up to ${formatCount(gateway.cutOffWithinMs / 1000)} s`)
    const ends = await Promise.all(Array.from({ length: count }, () => sendSlowly(gateway)))
    await load.stop()
    const told = ends.filter(({ answer }) => /^HTTP\/1\.1 408 .*"request_timeout"/s.test(answer)).length
    const { answers } = load.journal
    return [
      claimAtMost('slow clients are cut off', {
        value: Math.max(...ends.map(({ afterMs }) => afterMs)),
        bound: gateway.cutOffWithinMs,
        unit: 'ms until the last one was',
      }),
      {
        claim: 'each gets the reason: 408 request_timeout',
        holds: told === count,
        figure: `${formatCount(told)} of ${formatCount(count)}`,
      },
      claimAnswers(answers, [signedOutcome]),
      claimWaits(answers, boundTime(size, 2000)),
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
    ]
  },
}

function choosePatience(size: FaultSize, installation: Installation): Promise<Patience> {
  return size === 'full' ? startAsItIs(installation) : startNarrow(installation)
}

const endlessRequest = `GET /awss3/signed-url HTTP/1.1\r\nHost: a\r\nX-Slow: ${'x'.repeat(1000)}`

/** Sends a request byte by byte until the server closes the connection. */
async function sendSlowly({ url, byteEveryMs, cutOffWithinMs }: Patience) {
  const openedAt = performance.now()
  const socket: Socket = await openConnection(url)
  // The server answers a byte after the end with a reset.
  socket.on('error', () => {})
  let sent = 0
  const timer = setInterval(() => socket.write(endlessRequest.charAt(sent++)), byteEveryMs)
  const limit = setTimeout(() => socket.destroy(), 2 * cutOffWithinMs)
  const answer = await text(socket).catch(() => '')
  clearInterval(timer)
  clearTimeout(limit)
  return { answer, afterMs: performance.now() - openedAt }
}
