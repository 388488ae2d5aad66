import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'

/** Where a backup is to go. */
export interface BackupTarget {
  /** Absolute path. */
  readonly file: string
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean
  /** Files and folders of the data directory that nothing may be written over. */
  readonly ownPaths: readonly string[]
}

/**
 * Makes sure that a backup may be written to a file.
 * @throws Error when the file is there and is not to be replaced; when it is no regular file; when it is, by whatever name,
 * one that the data directory needs
 */
export function requireBackupTarget({ file, overwrite, ownPaths }: BackupTarget): void {
  const real = join(realpathSync(dirname(file)), basename(file))
  const own = ownPaths.flatMap(listFiles)
  const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  const isOwn =
    ownPaths.some((path) => isWithin(real, realpathOf(path))) ||
    // A hard link is the file itself under another name.
    (stats !== undefined && own.some((path) => isSameFile(lstatSync(path, { bigint: true }), stats)))
  if (isOwn) throw new Error(`${file} belongs to the data directory, which would lose it; write the backup elsewhere`)
  if (stats === undefined) return
  if (!overwrite) throw createTakenError(file)
  if (stats.isSymbolicLink()) throw new Error(`${file} is a symbolic link; name the file itself`)
  if (!stats.isFile()) throw new Error(`${file} is no regular file, so it is not replaced`)
}

/** The error for a file that is there already. */
export function createTakenError(file: string): Error {
  return new Error(`${file} is there already; --force replaces it`)
}

function listFiles(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return []
  if (!stats.isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
}

function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.dev === other.dev && one.ino === other.ino
}

interface FileIdentity {
  readonly dev: bigint
  readonly ino: bigint
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep)
}

/** The path without links in its folder; the file itself need not be there. */
function realpathOf(path: string): string {
  return join(realpathSync(dirname(path)), basename(path))
}
