import { Client } from 'pg'
import type { RevisionCalls, RevisionSource } from './change-feed.ts'
import { describeConnection } from './postgres-pool.ts'
import { isDirect } from './postgres-pooler.ts'
import { changeChannel, changesSql, readChanges } from './revision.ts'

/** A poll and this together stay below the 2 s in which a revocation is felt, even when the connection just hangs. */
const answerTimeoutMs = 1000

/**
 * The revision in PostgreSQL, read on a connection of its own: it hears NOTIFY there, unless a pooler is in between, and a
 * pool that is used up does not hold it up. A lost connection is made anew by the next read.
 */
export function createPostgresRevisionSource(url: string): RevisionSource {
  let client: Client | undefined
  let calls: RevisionCalls | undefined
  let isStopped = false

  async function connect(): Promise<Client> {
    const opened = new Client({
      ...describeConnection(url, 'signpost-changes'),
      connectionTimeoutMillis: answerTimeoutMs,
      query_timeout: answerTimeoutMs,
    })
    opened.on('error', () => lose(opened))
    opened.on('end', () => lose(opened))
    opened.on('notification', () => calls?.changed())
    try {
      await opened.connect()
      // A pooler would let another connection listen at each statement, and lose what that hears. Then the polls have to do.
      if (await isDirect(opened)) await opened.query(`listen ${changeChannel}`)
      if (isStopped) throw new Error('the change feed was stopped')
      return opened
    } catch (error) {
      end(opened)
      throw error
    }
  }

  function lose(lost: Client): void {
    if (client !== lost) return
    client = undefined
    if (!isStopped) calls?.cut()
  }

  return {
    isWorthReading: () => true,

    async read(since) {
      let used = client
      try {
        used ??= await connect()
        client = used
        const { rows } = await used.query<{ revision: number; account_id: string }>(changesSql, [since])
        return readChanges(since, rows)
      } catch (error) {
        client = undefined
        if (used !== undefined) end(used)
        throw error
      }
    },

    listen(heard) {
      calls = heard
    },

    stop() {
      isStopped = true
      if (client !== undefined) end(client)
      client = undefined
    },
  }
}

/** Ends a connection, at once when something hangs on it. Its failure was told already, or nobody waits for it. */
function end(client: Client): void {
  client.end().catch(() => {})
}
