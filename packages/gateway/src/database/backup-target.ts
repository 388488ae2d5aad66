import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'

/** Where a backup is to go. */
export interface BackupTarget {
  /** Absolute path. */
  readonly file: string
  /** Whether to replace an existing file. */
  readonly overwrite: boolean
  /** Files and folders of the data directory that must not be overwritten. */
  readonly ownPaths: readonly string[]
}

/**
 * Makes sure that a backup may be written to a file.
 * @throws Error when the file exists and is not to be replaced, when it is not a regular file, or when it is a file that the
 * data directory needs, under whatever name
 */
export function requireBackupTarget({ file, overwrite, ownPaths }: BackupTarget): void {
  const real = join(realpathSync(dirname(file)), basename(file))
  const own = ownPaths.flatMap(listFiles)
  const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  const isOwn =
    ownPaths.some((path) => isWithin(real, realpathOf(path))) ||
    // A hard link is the file itself under another name.
    (stats !== undefined && own.some((path) => isSameFile(lstatSync(path, { bigint: true }), stats)))
  if (isOwn)
    throw new Error(
      `${file} belongs to the data directory, and a backup would overwrite it; write the backup elsewhere`,
    )
  if (stats === undefined) return
  if (!overwrite) throw createTakenError(file)
  if (stats.isSymbolicLink()) throw new Error(`${file} is a symbolic link; name the file itself`)
  if (!stats.isFile()) throw new Error(`${file} is not a regular file, so a backup cannot replace it`)
}

/** The error for a file that exists already. */
export function createTakenError(file: string): Error {
  return new Error(`${file} exists already; --force replaces it`)
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

/** The path with the links in its folder resolved. The file itself need not exist. */
function realpathOf(path: string): string {
  return join(realpathSync(dirname(path)), basename(path))
}
