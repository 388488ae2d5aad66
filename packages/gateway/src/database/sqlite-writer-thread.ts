import { parentPort, workerData } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import { openSqliteFile } from './open-sqlite-file.ts'
import { createAuditBatchWriter, type RefusedRows } from './sqlite-audit-batch.ts'
import { createSqliteAuditCounter } from './sqlite-audit-counter.ts'
import { takeOverCheckpoints } from './sqlite-checkpoints.ts'
import { type OpenFile, requireOpenFiles } from './sqlite-open-files.ts'

// The thread of `sqlite-writer.ts`.

/** The thread's input. */
export interface WriterData {
  readonly file: string
  /** The files that must be at their paths, before a write and after it. Otherwise the write fails. */
  readonly openFiles: readonly OpenFile[]
}

/** A statement with its parameters. */
export interface WriterStatement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** The work of one transaction: statements, the addition of a batch to the audit log, or the counting of the log's next events. */
export type WriterRequest =
  | { readonly statements: readonly WriterStatement[] }
  | { readonly auditBatch: string; readonly isCareful: boolean }
  | { readonly countsAudit: true }

/** The number of rows that each statement changed, the requests that the audit log refused, or whether any event was counted. */
type WriterResult = readonly number[] | readonly RefusedRows[] | boolean

/** The result, or the error when nothing was written. */
export type WriterReply =
  | { readonly result: WriterResult }
  | { readonly error: { readonly code: string | undefined; readonly message: string } }

const { file, openFiles } = workerData as WriterData
let connection: ReturnType<typeof connect> | undefined

parentPort?.on('message', (request: WriterRequest | 'close') => {
  if (request === 'close') {
    close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(request))
  try {
    connection?.checkpoints.follow()
  } catch {
    close()
  }
})

function answer(request: WriterRequest): WriterReply {
  try {
    connection ??= connect()
    const result = connection.write(request)
    // Checked again after the commit: the files may have been removed meanwhile.
    requireOpenFiles(openFiles)
    return { result }
  } catch (error) {
    // A connection that has had an I/O error must not be trusted with the next transaction. The next request opens another one.
    close()
    const { code, message } = error as Error & { code?: string }
    return { error: { code, message } }
  }
}

function connect() {
  // SQLite would create a new file in place of a missing one.
  requireOpenFiles(openFiles)
  const sqlite = openSqliteFile(file)
  const prepared = new Map<string, Sqlite.Statement>()
  let audit: ReturnType<typeof connectAudit> | undefined

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
    checkpoints: takeOverCheckpoints(sqlite, close),
    write(request: WriterRequest): WriterResult {
      if ('statements' in request) return runAll.immediate(request.statements)
      audit ??= connectAudit(sqlite)
      if ('countsAudit' in request) return audit.counter.countNext()
      return audit.batches.append(request.auditBatch, request.isCareful)
    },
  }
}

function connectAudit(sqlite: Sqlite.Database) {
  const counter = createSqliteAuditCounter(sqlite)
  return { counter, batches: createAuditBatchWriter(sqlite, counter.tally) }
}

function close(): void {
  connection?.sqlite.close()
  connection = undefined
}
