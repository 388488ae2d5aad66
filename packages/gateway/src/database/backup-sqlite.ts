import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { readKeyId, readSecretVersion, toKeyIdStart } from '../core/sealed-text.ts'
import { flushFile, flushFolder, linkOnce } from '../core/write-file.ts'
import { createTakenError, requireBackupTarget } from './backup-target.ts'
import { masterKeySetting } from './installation-master-key.ts'
import { sqliteFileName } from './open-sqlite-database.ts'
import { refuseOrphanedWal } from './open-sqlite-file.ts'
import type { VacuumData } from './vacuum-thread.ts'

/** What is backed up, and where to. */
export interface BackupOptions {
  readonly dataDir: string
  readonly file: string
  /** Whether to replace an existing file. */
  readonly overwrite: boolean
  /** More files and folders of the data directory that must not be overwritten, besides the database's own. */
  readonly ownPaths: readonly string[]
  /** Called now and then with the number of bytes written, and the most that there can be. */
  readonly onProgress?: (done: number, total: number) => void
  /** Cancels the copy, and deletes what is written of it. */
  readonly signal?: AbortSignal
}

/** The content of a backup. */
export interface BackupReport {
  /** Absolute path. */
  readonly file: string
  readonly bytes: number
  /** Rows by table. */
  readonly counts: Readonly<Record<BackedUpTable, number>>
  /** The ids of the master keys that the backup needs, that of the installation first. Of a key that only second factors need, it is the first 12 digits. */
  readonly masterKeyIds: readonly string[]
}

const tables = ['accounts', 'credentials', 'tokens', 'audit_events'] as const
type BackedUpTable = (typeof tables)[number]

const progressIntervalMs = 200

/**
 * Copies the database of a data directory to one file, with mode 0600, while others read and write the database. The copy is a
 * snapshot of the moment at which it begins, without any deleted data. It is checked, and gets its name only when it is
 * complete and on the disk.
 * @throws Error when there is no database, or when the file must not or cannot be written; the signal's reason
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
    // Created before SQLite opens it: SQLite would create it with the mode that the umask leaves.
    closeSync(openSync(draft, 'wx', 0o600))
    await copyLiveRows(source, draft, options)
    const content = inspectCopy(draft)
    flushFile(draft)
    giveName(draft, target, overwrite)
    return { file: target, bytes: statSync(target).size, ...content }
  } finally {
    for (const leftover of ['', '-wal', '-shm', '-journal']) rmSync(draft + leftover, { force: true })
  }
}

// The repository runs TypeScript and the published package JavaScript, so the thread's file has the extension of this file.
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

function inspectCopy(file: string): Pick<BackupReport, 'counts' | 'masterKeyIds'> {
  const copy = new Sqlite(file, { fileMustExist: true })
  try {
    // One file: no -wal and -shm files, which the journal mode of the source needs. The server sets that mode again.
    copy.pragma('journal_mode = delete')
    const found = copy.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok') throw new Error(`The database is damaged: ${found}`)
    const count = (table: string) => copy.prepare(`select count(*) from ${table}`).pluck().get() as number
    const counts = Object.fromEntries(tables.map((table) => [table, count(table)])) as Record<BackedUpTable, number>
    const texts = copy.prepare('select sealed_secret from credentials where is_sandbox = 0').pluck().all() as string[]
    const own = copy.prepare('select value from settings where key = ?').pluck().all(masterKeySetting) as string[]
    const factors = copy
      .prepare(
        'select secret from administrator_second_factors union select backup_codes from administrator_second_factors',
      )
      .pluck()
      .all() as string[]
    return { counts, masterKeyIds: listKeyIds([...own, ...texts.flatMap((text) => readKeyId(text) ?? [])], factors) }
  } finally {
    copy.close()
  }
}

/** Adds the keys of second factors, which name only the beginning of an id. */
function listKeyIds(keyIds: readonly string[], factors: readonly string[]): string[] {
  const starts = factors.flatMap((text) => readSecretVersion(text) ?? []).map(toKeyIdStart)
  return [...new Set([...keyIds, ...starts.map((start) => keyIds.find((id) => id.startsWith(start)) ?? start)])]
}

function giveName(draft: string, target: string, overwrite: boolean): void {
  if (overwrite) {
    renameSync(draft, target)
    flushFolder(target)
  } else if (!linkOnce(draft, target)) {
    // Another process created the file meanwhile.
    throw createTakenError(target)
  }
}
