import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { deadline } from '../core/deadline.ts'
import type { RefusedRows } from './sqlite-audit-batch.ts'
import type { OpenFile } from './sqlite-open-files.ts'
import type { WriterData, WriterReply, WriterRequest, WriterStatement } from './sqlite-writer-thread.ts'

/** Writes to a SQLite file from a thread of its own, over a connection of its own. */
export interface SqliteWriter {
  /**
   * Runs statements in one transaction. Calls are served in order.
   * @returns how many rows each statement changed, once the transaction is on the disk; rejects when it is not, or may not be
   */
  run(statements: readonly WriterStatement[]): Promise<readonly number[]>
  /** Adds a batch to the audit log in one transaction, like `AuditWriter.append`. @returns the refused requests */
  appendAudit(batch: string, isCareful: boolean): Promise<readonly RefusedRows[]>
  /** Counts the next events of the audit log in one transaction. @returns whether there were any */
  countAudit(): Promise<boolean>
  /** Resolves when all earlier calls are done and the connection is closed. */
  close(): Promise<void>
}

// The repository runs TypeScript and the published package JavaScript, so the thread's file has the extension of this file.
const threadFile = new URL(`./sqlite-writer-thread${extname(import.meta.filename)}`, import.meta.url)

/** A small young generation is enough, because the thread's input lives no longer than its transaction. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

/** How long {@link SqliteWriter.close} waits for the thread before it terminates it. The thread may be waiting for a lock. */
const closeTimeoutMs = 6000

/**
 * Creates a writer for a SQLite file. The first call starts its thread. When the thread crashes, its unanswered calls are
 * rejected, and the next call starts it again.
 * @param options.openFiles the files that must still be at their paths for a commit to count
 * @param options.thread the thread's program; a test may pass another one
 */
export function createSqliteWriter(
  file: string,
  { openFiles = [], thread = threadFile }: { readonly openFiles?: readonly OpenFile[]; readonly thread?: URL } = {},
): SqliteWriter {
  let worker: Worker | undefined
  let isClosed = false
  const waiting: PromiseWithResolvers<unknown>[] = []

  function start(): Worker {
    const workerData: WriterData = { file, openFiles }
    // The thread needs no environment variables, and the master key may be among them.
    const started = new Worker(thread, { workerData, env: {}, resourceLimits })
    let crash: unknown
    started.on('message', (reply: WriterReply) => {
      const asked = waiting.shift()
      // Only work in progress keeps the process alive.
      if (waiting.length === 0) started.unref()
      if ('error' in reply) asked?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
      else asked?.resolve(reply.result)
    })
    started.on('error', (error) => {
      crash = error
    })
    started.on('exit', () => {
      worker = undefined
      for (const asked of waiting.splice(0)) {
        asked.reject(new Error('The thread that writes to the database ended', { cause: crash }))
      }
    })
    return started
  }

  function ask(request: WriterRequest): Promise<unknown> {
    const asked = Promise.withResolvers<unknown>()
    if (isClosed) {
      asked.reject(new Error('The database is closed'))
      return asked.promise
    }
    worker ??= start()
    worker.postMessage(request)
    waiting.push(asked)
    worker.ref()
    return asked.promise
  }

  return {
    run: (statements) =>
      ask({ statements: statements.map(({ sql, parameters }) => ({ sql, parameters })) }) as Promise<readonly number[]>,
    appendAudit: (auditBatch, isCareful) => ask({ auditBatch, isCareful }) as Promise<readonly RefusedRows[]>,
    countAudit: () => ask({ countsAudit: true }) as Promise<boolean>,

    async close() {
      isClosed = true
      const closing = worker
      if (closing === undefined) return
      const exited = new Promise((resolve) => closing.once('exit', resolve))
      closing.ref()
      closing.postMessage('close')
      await deadline(closeTimeoutMs, exited).catch(() => closing.terminate())
    },
  }
}
