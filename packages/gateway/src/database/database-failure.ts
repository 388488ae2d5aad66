import { AppError } from '../core/app-error.ts'
import { describeSystemError } from '../core/system-error.ts'

/**
 * Turns a failure of the database into the error that the rest of the gateway sees. AppError `unavailable`, with the failure as its
 * cause, means that the database is unreachable or too busy to answer. `invalid_request` means that the database cannot store a text
 * of the request. Any other error is a fault of ours, and stays what it is.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (isTextRefused(error)) {
    const message = 'A text contains a NUL character (U+0000), which the database cannot store. Leave it out.'
    return new AppError('invalid_request', { message, cause: error })
  }
  if (!isOutage(error)) return error
  const isExplained = isPostgresAnswer(error) && explainPooler(error as Error) !== undefined
  const cause = isExplained ? new ConnectionLoss(error) : error
  return new AppError('unavailable', { message: 'The database does not answer.', cause })
}

/**
 * PostgreSQL's SQLSTATEs that are about the server or the connection, not about the query. Classes: 08 connection, 53
 * resources, 57 operator intervention (shutdown, time limit). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const serverClasses = new Set(['08', '53', '57'])
/** Read-only (a standby, after a switch of servers), serialization, deadlock, lock timeout. */
const serverStates = new Set(['25006', '40001', '40P01', '55P03'])

/** The extended codes, such as `SQLITE_IOERR_READ`, begin with these. https://www.sqlite.org/rescode.html */
const sqliteOutage = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM|PROTOCOL)/

function isOutage(error: unknown): boolean {
  const state = findSqlState(error)
  if (state !== undefined) return serverClasses.has(state.slice(0, 2)) || serverStates.has(state)
  const { code } = error as { code?: unknown }
  return error instanceof ConnectionLoss || (typeof code === 'string' && sqliteOutage.test(code))
}

/** Whether PostgreSQL refused a text. Its texts cannot contain U+0000; SQLite's can. SQLSTATE 22021, character not in repertoire. */
export function isTextRefused(error: unknown): boolean {
  return findSqlState(error) === '22021'
}

/** Whether the PostgreSQL server itself sent this error. Only then can its connection still be usable. */
export function isPostgresAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && 'code' in error
}

/** Whether PostgreSQL refused a row for what is in it: classes 22 data exception, 23 integrity constraint violation. */
export function isRowFailure(error: unknown): boolean {
  return /^2[23]/.test(findSqlState(error) ?? '')
}

/** The SQLSTATE of PostgreSQL's error, even when it is the cause of an AppError; undefined when PostgreSQL sent none. */
function findSqlState(error: unknown): string | undefined {
  const answer = error instanceof AppError ? error.cause : error
  return isPostgresAnswer(answer) ? String((answer as { code?: unknown }).code) : undefined
}

/** Whether a PostgreSQL connection is to be discarded after this error. */
export function endsConnection(error: unknown): boolean {
  const state = findSqlState(error)
  if (state === undefined) return true
  // A cancelled statement (57014) does its connection no harm.
  return state === '25006' || state.startsWith('08') || (state.startsWith('57') && state !== '57014')
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

/** Recognises what PgBouncer says that it cannot do, and says what to do about it. */
function explainPooler({ message }: Error): string | undefined {
  if (/statement pooling mode/.test(message)) {
    return 'the pooler before PostgreSQL has no transactions (pool_mode=statement): set pool_mode=transaction, or connect without the pooler'
  }
  if (/unsupported startup parameter.*\boptions\b/.test(message)) {
    return 'the pooler before PostgreSQL does not accept options= in the URL: set the option on the role (`alter role … set …`), or connect without the pooler'
  }
  return undefined
}
