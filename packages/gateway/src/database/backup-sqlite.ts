import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { createTakenError, requireBackupTarget } from './backup-target.ts'
import { sqliteFileName } from './open-sqlite-database.ts'
import { refuseOrphanedWal } from './open-sqlite-file.ts'
import type { VacuumData } from './vacuum-thread.ts'

/** What is backed up, and where to. */
export interface BackupOptions {
  readonly dataDir: string
  readonly file: string
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean
  /** What else in the data directory must not be written over: files and folders. The database's own files are known. */
  readonly ownPaths: readonly string[]
  /** Called now and then: how many bytes are written, of how many at the most. */
  readonly onProgress?: (done: number, total: number) => void
  /** Ends the copy: what there is of it goes away. */
  readonly signal?: AbortSignal
}

/** What is in a backup. */
export interface BackupReport {
  /** Absolute path. */
  readonly file: string
  readonly bytes: number
  /** Rows by table. */
  readonly counts: Readonly<Record<BackedUpTable, number>>
  /** The sealed secrets, which tell the master keys that the backup needs. */
  readonly sealedSecrets: readonly string[]
}

const tables = ['accounts', 'credentials', 'tokens', 'audit_events'] as const
type BackedUpTable = (typeof tables)[number]

const progressIntervalMs = 200

/**
 * Copies the database of a data directory to one file, with mode 0600, while others read and write it. The copy is of one
 * moment: the beginning. It holds nothing that was deleted. It is checked, and gets its name only when it is whole and on
 * the disk.
 * @throws Error when there is no database, when nothing may be written to the file, or when it cannot be; the signal's reason
 */
export async function backupSqlite({
  dataDir,
  ownPaths,
  file,
  overwrite,
  ...options
}: BackupOptions): Promise<BackupReport> {
  const source = join(dataDir, sqliteFileName)
  refuseOrphanedWal(source)
  if (!existsSync(source)) throw new Error(`There is no database to back up: ${source} does not exist`)
  const target = resolve(file)
  const databaseFiles = ['', '-wal', '-shm', '-journal'].map((suffix) => source + suffix)
  requireBackupTarget({ file: target, overwrite, ownPaths: [...databaseFiles, ...ownPaths] })
  const draft = `${target}.${randomBytes(6).toString('hex')}.part`
  try {
    // Before SQLite opens it, which would make it with the mode that the umask leaves.
    closeSync(openSync(draft, 'wx', 0o600))
    await copyLiveRows(source, draft, options)
    const content = inspectCopy(draft)
    flush(draft)
    giveName(draft, target, overwrite)
    return { file: target, bytes: statSync(target).size, ...content }
  } finally {
    for (const leftover of ['', '-wal', '-shm', '-journal']) rmSync(draft + leftover, { force: true })
  }
}

// The repository runs TypeScript and the published package JavaScript: the thread's file has the extension of this one.
const threadFile = new URL(`./vacuum-thread${extname(import.meta.filename)}`, import.meta.url)

async function copyLiveRows(
  source: string,
  target: string,
  { onProgress, signal }: Pick<BackupOptions, 'onProgress' | 'signal'>,
): Promise<void> {
  const workerData: VacuumData = { source, target }
  const total = statSync(source).size
  const timer = setInterval(() => onProgress?.(statSync(target).size, total), progressIntervalMs)
  const thread = new Worker(threadFile, { workerData, env: {} })
  const end = () => void thread.terminate()
  signal?.addEventListener('abort', end)
  try {
    await new Promise((done, fail) => thread.once('error', fail).once('exit', done))
    signal?.throwIfAborted()
  } finally {
    clearInterval(timer)
    signal?.removeEventListener('abort', end)
  }
}

function inspectCopy(file: string): Pick<BackupReport, 'counts' | 'sealedSecrets'> {
  const copy = new Sqlite(file, { fileMustExist: true })
  try {
    // One file, without the -wal and -shm files of the mode that it was copied with; the server sets the mode again.
    copy.pragma('journal_mode = delete')
    const found = copy.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok') throw new Error(`The database is damaged: ${found}`)
    const count = (table: string) => copy.prepare(`select count(*) from ${table}`).pluck().get() as number
    const counts = Object.fromEntries(tables.map((table) => [table, count(table)])) as Record<BackedUpTable, number>
    const sealedSecrets = copy.prepare('select sealed_secret from credentials').pluck().all() as string[]
    return { counts, sealedSecrets }
  } finally {
    copy.close()
  }
}

function giveName(draft: string, target: string, overwrite: boolean): void {
  if (overwrite) renameSync(draft, target)
  else {
    try {
      linkSync(draft, target)
    } catch (error) {
      // Somebody made it meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw createTakenError(target)
      throw error
    }
  }
  if (process.platform !== 'win32') flush(dirname(target))
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
