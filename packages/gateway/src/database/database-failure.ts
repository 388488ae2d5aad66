import { AppError } from '../core/app-error.ts'
import { describeSystemError } from '../core/system-error.ts'

/**
 * A failure of the database, as the rest of the gateway sees it: AppError `unavailable`, with the failure as its cause,
 * when the database is away or too busy to answer; `invalid_request` when it cannot store a text of the request; anything else
 * as it is, being a fault of ours.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (isTextRefused(error)) {
    const message = 'A text has a NUL character (U+0000) in it, which the database does not take. Leave it out.'
    return new AppError('invalid_request', { message, cause: error })
  }
  if (!isOutage(error)) return error
  const isExplained = isPostgresAnswer(error) && explainPooler(error as Error) !== undefined
  const cause = isExplained ? new ConnectionLoss(error) : error
  return new AppError('unavailable', { message: 'The database does not answer.', cause })
}

/**
 * PostgreSQL's SQLSTATEs that speak of the server or the connection and not of the query. Classes: 08 connection, 53
 * resources, 57 operator intervention (shutdown, time limit). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const serverClasses = new Set(['08', '53', '57'])
/** Read-only (a standby, after a switch of servers), serialization, deadlock, lock timeout. */
const serverStates = new Set(['25006', '40001', '40P01', '55P03'])

/** https://www.sqlite.org/rescode.html; the extended codes (`SQLITE_IOERR_READ`) begin with these. */
const sqliteOutage = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM|PROTOCOL)/

function isOutage(error: unknown): boolean {
  const state = findSqlState(error)
  if (state !== undefined) return serverClasses.has(state.slice(0, 2)) || serverStates.has(state)
  const { code } = error as { code?: unknown }
  return error instanceof ConnectionLoss || (typeof code === 'string' && sqliteOutage.test(code))
}

/** Whether PostgreSQL refused a text: it has no U+0000 in its own, and SQLite has. SQLSTATE 22021, character not in repertoire. */
export function isTextRefused(error: unknown): boolean {
  return findSqlState(error) === '22021'
}

/** Whether the PostgreSQL server itself said this. Only then may its connection still be of use. */
export function isPostgresAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && 'code' in error
}

/** Whether PostgreSQL refused a row for what is in it: classes 22 data exception, 23 integrity constraint violation. */
export function isRowFailure(error: unknown): boolean {
  return /^2[23]/.test(findSqlState(error) ?? '')
}

/** The SQLSTATE of what PostgreSQL said, also behind an error of ours; undefined when it said nothing. */
function findSqlState(error: unknown): string | undefined {
  const answer = error instanceof AppError ? error.cause : error
  return isPostgresAnswer(answer) ? String((answer as { code?: unknown }).code) : undefined
}

/** Whether a PostgreSQL connection that met with this error is to be thrown away. */
export function endsConnection(error: unknown): boolean {
  const state = findSqlState(error)
  if (state === undefined) return true
  // A statement that was cancelled (57014) leaves its connection as good as before.
  return state === '25006' || state.startsWith('08') || (state.startsWith('57') && state !== '57014')
}

/**
 * The database's file is gone from its place, or another one is there. That does not mend itself like an outage, so
 * nothing that is cached may bridge it. The code is SQLite's own for it, which it gives only without a WAL.
 */
export class DatabaseLost extends Error {
  readonly code = 'SQLITE_READONLY_DBMOVED'

  constructor(message: string) {
    super(message)
    this.name = 'DatabaseLost'
  }
}

/** The connection to the database broke, could not be made, or did not answer in time. */
export class ConnectionLoss extends Error {
  constructor(cause: unknown) {
    super(describeCause(cause), { cause })
    this.name = 'ConnectionLoss'
  }
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (explainPooler(cause) ?? describeSystemError(cause)) : String(cause)
}

/** What PgBouncer cannot do, in its own words, and what to do about it. */
function explainPooler({ message }: Error): string | undefined {
  if (/statement pooling mode/.test(message)) {
    return 'the pooler before PostgreSQL has no transactions (pool_mode=statement): let it have pool_mode=transaction, or connect without it'
  }
  if (/unsupported startup parameter.*\boptions\b/.test(message)) {
    return 'the pooler before PostgreSQL takes no options= in the URL: give the setting to the role (`alter role … set …`), or connect without the pooler'
  }
  return undefined
}
