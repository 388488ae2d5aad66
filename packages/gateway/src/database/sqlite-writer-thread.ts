import { parentPort, workerData } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import { openSqliteFile } from './open-sqlite-file.ts'
import { createAuditBatchWriter, type RefusedRows } from './sqlite-audit-batch.ts'
import { type OpenFile, requireOpenFiles } from './sqlite-open-files.ts'

// The thread of `sqlite-writer.ts`.

/** What the thread is started with. */
export interface WriterData {
  readonly file: string
  /** Without them nothing is written, and nothing that was counts. */
  readonly openFiles: readonly OpenFile[]
}

/** A statement with its parameters. */
export interface WriterStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What is done in one transaction: statements, or the addition of a batch to the audit log. */
export type WriterRequest =
  | { readonly statements: readonly WriterStatement[] }
  | { readonly auditBatch: string; readonly isCareful: boolean }

/** How many rows each statement changed, or what the audit log refused; or why nothing was done. */
export type WriterReply =
  | { readonly result: readonly number[] | readonly RefusedRows[] }
  | { readonly error: { readonly code: string | undefined; readonly message: string } }

const { file, openFiles } = workerData as WriterData
let connection: ReturnType<typeof connect> | undefined

parentPort?.on('message', (request: WriterRequest | 'close') => {
  if (request === 'close') {
    close()
    parentPort?.close()
  } else parentPort?.postMessage(answer(request))
})

function answer(request: WriterRequest): WriterReply {
  try {
    connection ??= connect()
    const result = connection.write(request)
    // Afterwards: the files may have gone while it was being committed.
    requireOpenFiles(openFiles)
    return { result }
  } catch (error) {
    // A connection that met an I/O error may not be trusted with the next transaction; the next request opens another.
    close()
    const { code, message } = error as Error & { code?: string }
    return { error: { code, message } }
  }
}

function connect() {
  // SQLite would make a new file in the place of one that is gone.
  requireOpenFiles(openFiles)
  const sqlite = openSqliteFile(file)
  const prepared = new Map<string, Sqlite.Statement>()
  let auditBatches: ReturnType<typeof createAuditBatchWriter> | undefined

  function prepare(sql: string): Sqlite.Statement {
    const kept = prepared.get(sql)
    if (kept !== undefined) return kept
    const statement = sqlite.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }

  const runAll = sqlite.transaction((statements: readonly WriterStatement[]) =>
    statements.map(({ sql, parameters }) => prepare(sql).run(parameters).changes),
  )

  return {
    sqlite,
    write(request: WriterRequest): readonly number[] | readonly RefusedRows[] {
      if ('statements' in request) return runAll.immediate(request.statements)
      auditBatches ??= createAuditBatchWriter(sqlite)
      return auditBatches.append(request.auditBatch, request.isCareful)
    },
  }
}

function close(): void {
  connection?.sqlite.close()
  connection = undefined
}
