import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sqliteFileName } from './open-sqlite-database.ts'

/** What is backed up, and where to. */
export interface BackupOptions {
  readonly dataDir: string
  readonly file: string
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean
  /** Called now and then: how many pages are copied, of how many. */
  readonly onProgress?: (done: number, total: number) => void
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

/** Between two of them the progress is told. */
const pagesPerStep = 2000

/**
 * Copies the database of a data directory to one file, with mode 0600, while others read and write it. The copy is of one
 * moment: the beginning. It is checked, and gets its name only when it is whole and on the disk.
 * @throws Error when there is no database, when the file is there, or when it cannot be written
 */
export async function backupSqlite({ dataDir, file, overwrite, onProgress }: BackupOptions): Promise<BackupReport> {
  const target = resolve(file)
  if (!overwrite && exists(target)) throw createTakenError(target)
  const source = openExisting(join(dataDir, sqliteFileName))
  const draft = `${target}.${randomBytes(6).toString('hex')}.part`
  try {
    // Before SQLite opens it, which would make it with the mode that the umask leaves.
    closeSync(openSync(draft, 'wx', 0o600))
    // While a transaction reads, the copy is of its moment; otherwise each write by others would begin it anew.
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    await source.backup(draft, {
      progress({ totalPages, remainingPages }) {
        onProgress?.(totalPages - remainingPages, totalPages)
        return pagesPerStep
      },
    })
    const content = inspectCopy(draft)
    flush(draft)
    giveName(draft, target, overwrite)
    return { file: target, bytes: statSync(target).size, ...content }
  } finally {
    source.close()
    for (const leftover of ['', '-wal', '-shm']) rmSync(draft + leftover, { force: true })
  }
}

function openExisting(file: string): Sqlite.Database {
  if (!exists(file)) throw new Error(`There is no database to back up: ${file} does not exist`)
  return new Sqlite(file, { fileMustExist: true, timeout: 5000 })
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

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

function createTakenError(file: string): Error {
  return new Error(`${file} is there already; --force replaces it`)
}
