import type { ClientBase, QueryResult } from 'pg'

/** The number of the server process, which the protocol reports for each new connection. `pg` does not document this property. */
interface WithProcess {
  readonly processID?: number
}

/**
 * Whether a connection goes to PostgreSQL itself, not to a pooler such as PgBouncer. Behind a pooler each statement may run in another
 * server process, so a pooler reports a made-up process number to its clients.
 * https://www.postgresql.org/docs/current/protocol-flow.html, BackendKeyData
 */
export async function isDirect(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('select where pg_backend_pid() = $1', [(client as WithProcess).processID])
  return rows.length > 0
}

/**
 * Gives a new connection its time limit for statements. The limit is a setting of the session, so it is set only when
 * the session is ours: a pooler would pass its connection, limit included, to other clients.
 * @returns whether the limit is set; if not, the connection goes to a pooler
 */
export async function limitSession(client: ClientBase, limitMs: number): Promise<boolean> {
  const { rows } = await client.query("select set_config('statement_timeout', $1, false) where pg_backend_pid() = $2", [
    String(limitMs),
    (client as WithProcess).processID,
  ])
  return rows.length > 0
}

/** Sends a statement. */
export type Send = (sql: string, parameters: readonly unknown[]) => Promise<QueryResult>

/**
 * Sends statements through a pooler, with a time limit for each. The limit applies only within a transaction, so each statement outside
 * a transaction gets a transaction of its own.
 */
export function limitTransactions(send: Send, limitMs: number): Send {
  let hasBegun = false

  /** Sends the begin and the limit in one message, so that the limit costs no extra round trip. */
  async function begin(sql: string): Promise<QueryResult> {
    // Several statements have several results, which the types do not express.
    const results: unknown = await send(`${sql}; set local statement_timeout = ${limitMs}`, [])
    return (results as readonly [QueryResult])[0]
  }

  return async (sql, parameters) => {
    if (/^(begin|start transaction)\b/.test(sql)) {
      hasBegun = true
      return begin(sql)
    }
    if (hasBegun) {
      hasBegun = sql !== 'commit' && sql !== 'rollback'
      return send(sql, parameters)
    }
    await begin('begin')
    try {
      const result = await send(sql, parameters)
      await send('commit', [])
      return result
    } catch (error) {
      await send('rollback', [])
      throw error
    }
  }
}
