import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { type ClientBase, type ClientConfig, Pool, type PoolClient, type QueryResult, types } from 'pg'
import { ConnectionLoss, endsConnection, isPostgresAnswer, toDatabaseError } from './database-failure.ts'
import { limitSession, limitTransactions, type Send } from './postgres-pooler.ts'

/** How a pool of connections behaves. */
export interface PostgresPoolOptions {
  /** `postgres://user:password@host:5432/database`. Never logged. */
  readonly url: string
  /** Most connections at once. */
  readonly size: number
  /** Longest time for one statement; undefined for migrations, which may take as long as they need. */
  readonly statementTimeoutMs: number | undefined
}

/** Longest wait for a new connection, or for a connection of the pool to become free. */
const connectTimeoutMs = 3000

/** Our own time limit is only for a server that does not enforce its limit, so ours ends a little later. */
const answerGraceMs = 500

/** The settings of every connection to PostgreSQL. @param name the connection's name in `pg_stat_activity` */
export function describeConnection(url: string, name: string): ClientConfig {
  return {
    connectionString: toDriverUrl(url),
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  }
}

/**
 * The URL for the driver. The driver treats `prefer`, `require` and `verify-ca` like `verify-full`, and prints a long warning about
 * it on standard error; with `verify-full` in the URL it prints none.
 */
function toDriverUrl(text: string): string {
  return text.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** Epoch milliseconds and counts are 64 bits wide, and `pg` returns those as text. They fit a number for 285,000 years. */
const getTypeParser: typeof types.getTypeParser = (oid, format) =>
  Number(oid) === types.builtins.INT8 ? Number : types.getTypeParser(oid, format as 'text')

/**
 * Creates the pool that Kysely uses. Only here do PostgreSQL's failures become ours (`toDatabaseError`). A failed connection is
 * discarded, so that the next request does not wait for a statement that hangs on it.
 */
export function createPostgresPool({ url, size, statementTimeoutMs }: PostgresPoolOptions): PostgresPool {
  const limitMs = statementTimeoutMs
  /** Connections to a pooler. */
  const pooled = new WeakSet<ClientBase>()
  const pool = new Pool({
    ...describeConnection(url, 'signpost'),
    max: size,
    idleTimeoutMillis: 60_000,
    ...(limitMs === undefined
      ? {}
      : {
          query_timeout: limitMs + answerGraceMs,
          async onConnect(client: ClientBase) {
            if (!(await limitSession(client, limitMs))) pooled.add(client)
          },
        }),
  })
  // An idle connection was lost, and the pool has dropped it already. Without a listener the process would end.
  pool.on('error', ignore)
  return {
    options: pool.options,
    async connect() {
      try {
        const client = await pool.connect()
        return guardClient(client, pooled.has(client) ? limitMs : undefined)
      } catch (error) {
        // Whatever the cause (no host, no answer, no free connection, a refused password), the database is unavailable.
        throw toDatabaseError(new ConnectionLoss(error))
      }
    },
    end: () => pool.end(),
  }
}

/** @param limitMs the time limit of each statement, when the session cannot have one */
function guardClient(client: PoolClient, limitMs: number | undefined): PostgresPoolClient {
  let isBroken = false
  const breakOff = () => {
    isBroken = true
  }
  // The pool listens only to idle connections. This one may be lost between two statements of a transaction.
  client.on('error', breakOff)
  async function sendGuarded(sql: string, parameters: readonly unknown[]): Promise<QueryResult> {
    // Sends nothing after a failure: it would wait for as long again. The server rolls back on its own. The rollback seems to
    // succeed, so that Kysely reports the error that caused it.
    if (isBroken && sql === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [], oid: 0, fields: [] }
    if (isBroken) throw toDatabaseError(new ConnectionLoss('the connection was lost'))
    try {
      return await client.query(sql, [...parameters])
    } catch (error) {
      if (endsConnection(error)) breakOff()
      throw toDatabaseError(isPostgresAnswer(error) ? error : new ConnectionLoss(error))
    }
  }
  const query: Send = limitMs === undefined ? sendGuarded : limitTransactions(sendGuarded, limitMs)

  return {
    query: query as unknown as PostgresPoolClient['query'],
    release(destroy?: boolean) {
      client.off('error', breakOff)
      client.release(isBroken || destroy === true)
    },
  }
}

function ignore(): void {}
