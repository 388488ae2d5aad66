import { Agent } from 'node:http'
import { readOpenFileLimit } from '../../packages/gateway/src/http/open-file-limit.ts'
import type { Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askThrough } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import { boundTime, type Fault } from '../fault.ts'
import { claimAnswers, claimAuditRows, claimLog, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { createInstallation, firstBucket } from '../stand/installation.ts'
import { createJournal, formatCount, type Journal, signedOutcome } from '../stand/journal.ts'
import { claimMemory, claimNoConnectionLeft, countSockets, watchPeak } from '../stand/process-resources.ts'

const connectionsOf = { full: 2000, short: 200 } as const

/** How often each connection is used. */
const roundsOf = { full: 3, short: 2 } as const

/** The number of files that a process needs beside its connections. */
const otherFiles = 500

/** A crowd of concurrent clients. */
export const manyConnections: Fault = {
  name: 'connections',
  what: '2,000 concurrent clients, first with kept connections and then with new ones',
  findObstacle() {
    const limit = readOpenFileLimit()
    if (limit === undefined || limit >= connectionsOf.full + otherFiles) return undefined
    return `only ${limit} files may be open at once (ulimit -Hn), and each connection is one`
  },
  async run(size, { progress }) {
    const [count, rounds] = [connectionsOf[size], roundsOf[size]]
    await using installation = await createInstallation()
    await using gateway = await installation.start()
    const { token } = await installation.createToken('crowd')
    const signer = { url: gateway.report.url, token }
    const journal = createJournal()
    const before = countSockets(gateway.pid)
    const peak = watchPeak(gateway.pid)
    for (const keepAlive of [true, false]) {
      const agent = new Agent({ keepAlive, maxSockets: count, maxFreeSockets: count })
      for (let round = 1; round <= rounds; round++) {
        progress(`${formatCount(count)} ${keepAlive ? 'kept' : 'new'} connections, round ${round} of ${rounds}`)
        await askAtOnce(agent, signer, { count, journal })
      }
      agent.destroy()
    }
    peak.stop()
    const open = peak.sockets - before
    return [
      claimAnswers(journal.answers, [signedOutcome]),
      { claim: 'all these connections were open at the same time', holds: open >= count, figure: formatCount(open) },
      claimWaits(journal.answers, boundTime(size, 20_000)),
      claimMemory(peak),
      await claimNoConnectionLeft(gateway, before),
      await claimAuditRows(installation, journal.answers),
      claimLog([gateway.logs()]),
      claimOrderlyEnd(await gateway.stop('SIGTERM')),
    ]
  },
}

/** Sends one request on each of many connections, all at the same time. */
async function askAtOnce(agent: Agent, signer: Signer, { count, journal }: { count: number; journal: Journal }) {
  const requests = Array.from({ length: count }, async (_, client) => {
    const query = `bucket=${firstBucket}&key_name=crowd/${client}`
    journal.note(await askThrough(agent, { signer, query }))
  })
  await Promise.all(requests)
}
