import type { ClientBase, QueryResult } from 'pg'

/** What the protocol told of the server process when a connection was made; `pg` has no documented name for it. */
interface WithProcess {
  readonly processID?: number
}

/**
 * Whether a connection ends at PostgreSQL itself. At a pooler such as PgBouncer, where the process of one statement need not be
 * that of the next one, it does not: a pooler makes up the number of the process that it tells its clients.
 * https://www.postgresql.org/docs/current/protocol-flow.html, BackendKeyData
 */
export async function isDirect(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('select where pg_backend_pid() = $1', [(client as WithProcess).processID])
  return rows.length > 0
}

/**
 * Gives a new connection its time limit for statements. It is a setting of the session, so it is made only where
 * the session is ours: others would get it from a pooler's connection.
 * @returns whether it is made; where it is not, the connection ends at a pooler
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
 * Sends statements through a pooler with a time limit for each that holds in the transaction alone, so in one transaction each
 * where none was begun.
 */
export function limitTransactions(send: Send, limitMs: number): Send {
  let hasBegun = false

  /** Both at once, so that it costs no time of its own. */
  async function begin(sql: string): Promise<QueryResult> {
    // Several statements, so several results, which the types do not know.
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
