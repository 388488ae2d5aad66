import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates a file with its whole content, unless there is one. Two processes may start at once, and the power may fail. So each
 * process writes and flushes the content under a name of its own, then links it to its place, which only one of them can do.
 * @param mode its permissions, less the umask
 * @returns whether this call created it
 * @throws Error of the system, whose `path` is the file
 */
export function createFile(file: string, content: string | Uint8Array, mode: number): boolean {
  if (existsSync(file)) return false
  const draft = writeDraft(file, content, mode)
  try {
    return linkOnce(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Gives a flushed draft its name as well, unless a file has that name. @returns whether it has the name now */
export function linkOnce(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
  flushFolder(file)
  return true
}

/**
 * Gives a file new content. Whenever this ends early, the file has the old content or the new one.
 * @throws Error of the system, whose `path` is the file
 */
export function replaceFile(file: string, content: string | Uint8Array, mode: number): void {
  renameSync(writeDraft(file, content, mode), file)
  flushFolder(file)
}

/** Flushes the folder of a file: a file's name is on the disk only once its folder is. */
export function flushFolder(file: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return
  try {
    flushFile(dirname(file))
  } catch (error) {
    // Some network file systems have no such call.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  }
}

/** Flushes a file or a folder. */
export function flushFile(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** @returns the draft's path, in the same folder */
function writeDraft(file: string, content: string | Uint8Array, mode: number): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  let descriptor: number | undefined
  try {
    descriptor = openSync(draft, 'wx', mode)
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
    return draft
  } catch (error) {
    if (descriptor !== undefined) rmSync(draft, { force: true })
    // A reader of the error knows the file, not its draft. A full disk has no path at all.
    throw Object.assign(error as Error, { path: file })
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
