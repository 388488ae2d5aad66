import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

// The thread of `backup-sqlite.ts`: a copy takes as long as it takes, and nobody else is to stand still meanwhile.

/** What the thread is started with. */
export interface VacuumData {
  readonly source: string
  /** An empty file. */
  readonly target: string
}

const { source, target } = workerData as VacuumData
const sqlite = new Sqlite(source, { fileMustExist: true, timeout: 5000 })
try {
  // One read transaction, so the copy is of its moment. Unlike a copy page by page, it holds nothing that was deleted.
  sqlite.prepare('vacuum into ?').run(target)
} finally {
  sqlite.close()
}
