import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

// The thread of `backup-sqlite.ts`. A copy may take long, and nothing else should stand still meanwhile.

/** The thread's input. */
export interface VacuumData {
  readonly source: string
  /** An empty file. */
  readonly target: string
}

const { source, target } = workerData as VacuumData
const sqlite = new Sqlite(source, { fileMustExist: true, timeout: 5000 })
try {
  // One read transaction, so the copy is a snapshot. Unlike a copy page by page, it contains no deleted data.
  sqlite.prepare('vacuum into ?').run(target)
} finally {
  sqlite.close()
}
