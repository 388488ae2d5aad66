import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { deadline } from '../core/deadline.ts'
import type { WriterData, WriterReply, WriterRequest } from './sqlite-writer-thread.ts'

/** Writes to a SQLite file from a thread of its own, over a connection of its own. */
export interface SqliteWriter {
  /**
   * Runs a statement once for each list of parameters, all in one transaction. What is asked first is done first.
   * @returns how many rows changed, once the transaction is on the disk; rejects when it is not, or may not be
   */
  run(sql: string, rows: readonly (readonly unknown[])[]): Promise<number>
  /** Resolves when what was asked for before is done and the connection is closed. */
  close(): Promise<void>
}

// The repository runs TypeScript and the published package JavaScript: the thread's file has the extension of this one.
const threadFile = new URL(`./sqlite-writer-thread${extname(import.meta.filename)}`, import.meta.url)

/** What the thread is given lives no longer than its transaction. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

/** How long {@link SqliteWriter.close} waits for the thread, which may be waiting for a lock, before it ends it. */
const closeTimeoutMs = 6000

/**
 * A writer for a SQLite file. Its thread is started by the first use, and again by the next one after it crashed: what
 * it was asked for and had not answered is rejected.
 * @param thread the thread's program; a test may give another one
 */
export function createSqliteWriter(file: string, thread: URL = threadFile): SqliteWriter {
  let worker: Worker | undefined
  let isClosed = false
  const waiting: PromiseWithResolvers<number>[] = []

  function start(): Worker {
    const workerData: WriterData = { file }
    // It reads nothing from the environment, where the master key may be.
    const started = new Worker(thread, { workerData, env: {}, resourceLimits })
    let crash: unknown
    started.on('message', (reply: WriterReply) => {
      const asked = waiting.shift()
      // Only work in progress keeps the process alive.
      if (waiting.length === 0) started.unref()
      if ('error' in reply) asked?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }))
      else asked?.resolve(reply.changes)
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

  return {
    run(sql, rows) {
      const asked = Promise.withResolvers<number>()
      if (isClosed) {
        asked.reject(new Error('The database is closed'))
        return asked.promise
      }
      worker ??= start()
      const request: WriterRequest = { sql, rows }
      worker.postMessage(request)
      waiting.push(asked)
      worker.ref()
      return asked.promise
    },

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
