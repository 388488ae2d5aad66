import type Sqlite from 'better-sqlite3'
import { type AddedRow, addedColumns, leastColumns, placeOf } from './audit-row.ts'

/** A request of a batch whose rows the table refuses. */
export interface RefusedRows {
  readonly index: number
  readonly message: string
}

/**
 * Adds the batches of `audit-repository.ts` to SQLite, with statements that are prepared once.
 * @param onAdded called with the committed requests and their first id, unless they were added carefully
 */
export function createAuditBatchWriter(
  sqlite: Sqlite.Database,
  onAdded: (requests: readonly (readonly AddedRow[])[], firstId: number) => void = () => {},
) {
  const lastId = sqlite
    .prepare(`select max(coalesce((select max(id) from audit_events), 0),
      coalesce((select cast(value as integer) from settings where key = 'audit_position'), 0))`)
    .pluck()
  const insert = prepareInsert(sqlite, addedColumns)
  const insertLeast = prepareInsert(sqlite, addedColumns.slice(0, leastColumns))
  const find = sqlite
    .prepare(
      'select 1 from audit_events where account = ? and outcome = ? and action = ? and at = ? and request_id = unhex(?, ?)',
    )
    .pluck()

  function insertRows(rows: readonly AddedRow[], id: number): number {
    let last = id
    for (const row of rows) (row.length === leastColumns ? insertLeast : insert).run(++last, ...row)
    return last
  }

  function isThere(row: AddedRow): boolean {
    const [account, outcome, action, at, requestId] = identifying.map((name) => row[placeOf[name]])
    return find.get(account, outcome, action, at, requestId, '-') !== undefined
  }

  const insertRequest = sqlite.transaction(insertRows)

  const insertAll = sqlite.transaction((requests: readonly (readonly AddedRow[])[]) => {
    const last = lastId.get() as number
    let id = last
    for (const rows of requests) id = insertRows(rows, id)
    return last + 1
  })

  const insertCarefully = sqlite.transaction((requests: readonly (readonly AddedRow[])[]) => {
    const refused: RefusedRows[] = []
    let id = lastId.get() as number
    for (const [index, rows] of requests.entries()) {
      try {
        // Within a transaction this transaction is a savepoint.
        if (rows[0] === undefined || !isThere(rows[0])) id = insertRequest(rows, id)
      } catch (error) {
        if (!isRowFailure(error)) throw error
        refused.push({ index, message: (error as Error).message })
      }
    }
    return refused
  })

  return {
    /**
     * Adds the rows of a batch in one transaction.
     * @param isCareful whether requests that are stored already are left out
     * @returns the requests that were refused
     */
    append(batch: string, isCareful: boolean): readonly RefusedRows[] {
      const requests = JSON.parse(batch) as readonly (readonly AddedRow[])[]
      if (isCareful) return insertCarefully.immediate(requests)
      try {
        onAdded(requests, insertAll.immediate(requests))
        return []
      } catch (error) {
        if (!isRowFailure(error)) throw error
        return insertCarefully.immediate(requests)
      }
    },
  }
}

const identifying = ['account', 'outcome', 'action', 'at', 'request_id'] as const

function prepareInsert(sqlite: Sqlite.Database, columns: readonly string[]): Sqlite.Statement {
  const values = columns.map((name) => (name === 'request_id' ? "unhex(?, '-')" : '?'))
  const names = columns.map((name) => `"${name}"`)
  return sqlite.prepare(`insert into audit_events (id, ${names.join(', ')}) values (?, ${values.join(', ')})`)
}

/** Whether SQLite or its driver refused the row itself. https://www.sqlite.org/rescode.html */
function isRowFailure(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(String((error as { code?: unknown }).code))
}
