import { Client } from 'pg'
import type { RevisionCalls, RevisionSource } from './change-feed.ts'
import { describeConnection } from './postgres-pool.ts'
import { isDirect } from './postgres-pooler.ts'
import { changeChannel, changesSql, readChanges } from './revision.ts'

/** A poll interval and this time together stay below the 2 s within which a revocation takes effect, even when the connection hangs. */
const answerTimeoutMs = 1000

/**
 * The revision in PostgreSQL, read on a connection of its own. This connection receives NOTIFY, unless a pooler is in between, and an
 * exhausted pool does not delay it. After a lost connection, the next read opens a new one.
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
      // A pooler would run LISTEN on whichever connection is free, and lose its notifications. Then the polls have to suffice.
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

/** Ends a connection, at once when a query hangs on it. A failure was reported already, or is of no interest. */
function end(client: Client): void {
  client.end().catch(() => {})
}
