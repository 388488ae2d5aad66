import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { defaultAccountName } from '../../packages/gateway/src/core/model.ts'
import { openConnection } from '../../packages/gateway/test/servers/open-connection.ts'
import { preload } from '../../packages/gateway/test/servers/run-signpost.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { boundTime, type ClaimResult, type Fault } from '../fault.ts'
import {
  claimAnswers,
  claimAtMost,
  claimAuditRows,
  claimLog,
  claimNoneLost,
  claimOrderlyEnd,
  claimWaits,
} from '../stand/claims.ts'
import { createInstallation, firstBucket, type Installation } from '../stand/installation.ts'
import { formatCount, signedOutcome } from '../stand/journal.ts'
import { heapReporter, measureLiveHeapMib } from '../stand/live-heap.ts'
import { startLoad } from '../stand/load.ts'
import { claimNoConnectionLeft, countSockets } from '../stand/process-resources.ts'

/** The ways in which a client hangs up. */
const ways: readonly Way[] = [
  { name: 'silent', isWhole: false, leave: async (socket) => void socket.destroy() },
  {
    name: 'half',
    isWhole: false,
    async leave(socket, request) {
      await write(socket, request.slice(0, request.length / 2))
      socket.destroy()
    },
  },
  {
    name: 'closed',
    isWhole: true,
    async leave(socket, request) {
      await write(socket, request)
      socket.destroy()
    },
  },
  {
    // A reset may discard bytes that the gateway has not read yet.
    name: 'reset',
    isWhole: false,
    async leave(socket, request) {
      await write(socket, request)
      socket.resetAndDestroy()
    },
  },
  {
    name: 'answered',
    isWhole: true,
    async leave(socket, request) {
      await write(socket, request)
      await once(socket, 'data')
      socket.destroy()
    },
  },
]

interface Way {
  readonly name: string
  /** Whether the gateway certainly receives the whole request. */
  readonly isWhole: boolean
  leave(socket: Socket, request: string): Promise<void>
}

/** The number of concurrent clients. */
const wave = 100

/** Clients that hang up at every stage of a request. */
export const hangUps: Fault = {
  name: 'hang-ups',
  what: 'clients that hang up before, within and after their request, and as the answer arrives',
  async run(size, { progress }) {
    using folder = makeTempDir()
    const heapFile = join(folder.path, 'heap')
    const env = { NODE_OPTIONS: preload(heapReporter), LIVE_HEAP_FILE: heapFile }
    await using installation = await createInstallation({ env })
    await using gateway = await installation.start()
    const { url } = gateway.report
    const { token } = await installation.createToken('load')
    const sockets = countSockets(gateway.pid)
    const waves = size === 'full' ? 100 : 2
    const whole: string[] = await hangUpAtOnce(url, token, 0)
    const heapMib = await measureLiveHeapMib(gateway, heapFile)
    await using load = startLoad([{ url, token }], { size, clients: 4 })
    for (let index = 1; index <= waves; index++) {
      progress(`${formatCount(index * wave)} of ${formatCount(waves * wave)} have hung up`)
      whole.push(...(await hangUpAtOnce(url, token, index)))
    }
    await load.stop()
    // First, because it waits until the gateway has finished all of them.
    const closed = await claimNoConnectionLeft(gateway, sockets)
    const { answers } = load.journal
    const leftMib = (await measureLiveHeapMib(gateway, heapFile)) - heapMib
    return [
      await claimKeys(installation, whole),
      closed,
      claimAtMost(`the clients leave nothing in the heap of ${formatCount(heapMib)} MiB`, {
        value: leftMib,
        bound: 10,
        unit: 'MiB more',
      }),
      claimAnswers(answers, [signedOutcome]),
      claimWaits(answers, boundTime(size, 2000)),
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
      claimOrderlyEnd(await gateway.stop('SIGTERM')),
    ]
  },
}

/** Sends a wave of clients that hang up. @returns the keys of the requests that arrived completely */
async function hangUpAtOnce(url: string, token: string, index: number): Promise<string[]> {
  const keys = await Promise.all(
    Array.from({ length: wave }, async (_, client) => {
      const way = ways[client % ways.length] as Way
      const key = `gone/${way.name}/${index}/${client}`
      const socket = await openConnection(url)
      socket.on('error', () => {})
      await way.leave(socket, describeRequest(token, key))
      return way.isWhole ? [key] : []
    }),
  )
  return keys.flat()
}

function describeRequest(token: string, key: string): string {
  const target = `/awss3/signed-url?bucket=${firstBucket}&key_name=${key}`
  return `GET ${target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`
}

/** Writes bytes, and resolves when the kernel has them. */
function write(socket: Socket, bytes: string): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()))
}

/** Claims that every complete request is in the audit log, although no client waited for the answer. */
async function claimKeys(installation: Installation, keys: readonly string[]): Promise<ClaimResult> {
  const database = await installation.openDatabase()
  const account = await database.accounts.findByName(defaultAccountName)
  const filter = { accountId: account?.id, bucket: firstBucket, keyPrefix: 'gone/' }
  const rows = await database.audit.list({ ...filter, order: 'oldest', limit: 2 * keys.length }).finally(database.close)
  const recorded = new Set(rows.map(({ key }) => key))
  const lost = keys.filter((key) => !recorded.has(key))
  return claimNoneLost('every complete request has an audit row', lost, `${formatCount(keys.length)} requests`)
}
