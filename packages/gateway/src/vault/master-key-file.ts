import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createFile, replaceFile } from '../core/write-file.ts'
import { formatMasterKeys, generateMasterKey, type MasterKeys, parseMasterKey, parseMasterKeys } from './master-key.ts'

/** The key files of a data directory. */
export interface MasterKeyFiles {
  /** The current key. */
  readonly current: string
  /** The former keys, newest first, one per line. The file does not exist before the first rotation. */
  readonly previous: string
}

const keyFileMode = 0o600

/** The paths of a data directory's key files. */
export function locateMasterKeyFiles(dataDir: string): MasterKeyFiles {
  const current = join(dataDir, 'master.key')
  return { current, previous: `${current}.previous` }
}

/**
 * Reads the keys.
 * @throws Error when there is no current key, when a file contains anything but keys, or when others may read a file
 */
export function readMasterKeyFiles({ current, previous }: MasterKeyFiles): MasterKeys {
  // The current key is read first. A rotation writes the former keys first, so a process that reads the new key finds them.
  const key = parseFile(current, parseMasterKey)
  return { current: key, previous: existsSync(previous) ? parseFile(previous, parseMasterKeys) : [] }
}

/** Reads keys from a file. Its errors name the file: the current key must not be replaced when the file of the former ones is damaged. */
function parseFile<Keys>(file: string, parse: (text: string) => Keys): Keys {
  const text = readPrivateFile(file)
  try {
    return parse(text)
  } catch (error) {
    throw new Error(`${(error as Error).message}. It is in ${file}: if that was a key before, put a copy of it back`)
  }
}

/** A text that changes whenever the files change. */
export function stampMasterKeyFiles({ current, previous }: MasterKeyFiles): string {
  return [current, previous]
    .map((file) => statSync(file, { bigint: true, throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? '-' : `${stats.ino}.${stats.mtimeNs}.${stats.ctimeNs}.${stats.size}`))
    .join(' ')
}

/**
 * Creates the current key, with mode 0600, unless there is one.
 * @returns whether this call created it
 */
export function createMasterKeyFile({ current }: MasterKeyFiles): boolean {
  return createFile(current, formatMasterKeys([generateMasterKey()]), keyFileMode)
}

/** Tells the operator about a new key file. Without this file nobody can open the credentials again. */
export function describeCreatedKey(path: string): string {
  return `Created a master key: ${path}. Keep a copy of it, separate from backups of the database.`
}

/**
 * Replaces the current key by a new one. The current key becomes the first of the former keys. Each step is flushed before
 * the next, and at every moment each key is in one of the files. Only one process at a time may do so.
 */
export function replaceMasterKey(files: MasterKeyFiles): void {
  const stored = readMasterKeyFiles(files)
  const former = [stored.current, ...stored.previous.filter((key) => !key.equals(stored.current))]
  replaceFile(files.previous, formatMasterKeys(former), keyFileMode)
  replaceFile(files.current, formatMasterKeys([generateMasterKey()]), keyFileMode)
}

function readPrivateFile(file: string): string {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`Others may read the master key in ${file}; run: chmod 600 ${file}`)
  }
  return readFileSync(file, 'utf8')
}
