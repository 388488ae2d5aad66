import { parentPort, workerData } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import { openSqliteFile } from './open-sqlite-file.ts'

// The thread of `sqlite-writer.ts`.

/** What the thread is started with. */
export interface WriterData {
  readonly file: string
}

/** A statement, and the parameters of each time that it is to run. */
export interface WriterRequest {
  readonly sql: string
  readonly rows: readonly (readonly unknown[])[]
}

/** How many rows changed, or why none did. */
export type WriterReply =
  | { readonly changes: number }
  | { readonly error: { readonly code: string | undefined; readonly message: string } }

const { file } = workerData as WriterData
let sqlite: Sqlite.Database | undefined

parentPort?.on('message', (request: WriterRequest | 'close') => {
  if (request === 'close') {
    close()
    parentPort?.close()
  } else parentPort?.postMessage(answer(request))
})

function answer(request: WriterRequest): WriterReply {
  try {
    sqlite ??= openSqliteFile(file)
    return { changes: run(sqlite, request) }
  } catch (error) {
    // A connection that met an I/O error may not be trusted with the next transaction; the next request opens another.
    close()
    const { code, message } = error as Error & { code?: string }
    return { error: { code, message } }
  }
}

function run(database: Sqlite.Database, { sql, rows }: WriterRequest): number {
  const statement = prepare(database, sql)
  const runAll = database.transaction(() => {
    let changes = 0
    for (const row of rows) changes += statement.run(row).changes
    return changes
  })
  return runAll.immediate()
}

const statements = new Map<string, Sqlite.Statement>()

function prepare(database: Sqlite.Database, sql: string): Sqlite.Statement {
  const kept = statements.get(sql)
  if (kept !== undefined) return kept
  const statement = database.prepare(sql)
  statements.set(sql, statement)
  return statement
}

function close(): void {
  statements.clear()
  sqlite?.close()
  sqlite = undefined
}
