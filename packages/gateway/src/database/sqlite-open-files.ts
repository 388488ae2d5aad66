import { statSync } from 'node:fs'
import type { RevisionSource } from './change-feed.ts'
import { DatabaseLost } from './database-failure.ts'

/** A file that SQLite has open, and which one it was when it was opened. */
export interface OpenFile {
  readonly path: string
  /** Device and inode; undefined when there was none. */
  readonly identity: string | undefined
}

/** The files of an open database: the database itself and its WAL, which is there from the first look into a table on. */
export function identifyOpenFiles(file: string): readonly OpenFile[] {
  return [file, `${file}-wal`].map((path) => ({ path, identity: identify(path) }))
}

/**
 * Makes sure that the files still have their names. SQLite does not notice when they lose them: it goes on writing, and
 * what it writes is in no file that anybody finds again.
 * @throws DatabaseLost
 */
export function requireOpenFiles(files: readonly OpenFile[]): void {
  for (const { path, identity } of files) {
    if (identify(path) !== identity) throw new DatabaseLost(`${path} was removed or replaced while it was in use`)
  }
}

/** A revision source that makes sure of the files before each look. */
export function guardRevisionSource(source: RevisionSource, requireFiles: () => void): RevisionSource {
  return {
    ...source,
    isWorthReading() {
      requireFiles()
      return source.isWorthReading()
    },
    async read(...args) {
      requireFiles()
      return source.read(...args)
    },
  }
}

function identify(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.dev}:${stats.ino}`
}
