import { statSync } from 'node:fs'
import type { RevisionSource } from './change-feed.ts'
import { DatabaseLost } from './database-lost.ts'

/** A file that SQLite has open, with its identity at that time. */
export interface OpenFile {
  readonly path: string
  /** Device and inode; undefined when there was no file. */
  readonly identity: string | undefined
}

/** The files of an open database: the database itself and its WAL, which exists once a table has been read. */
export function identifyOpenFiles(file: string): readonly OpenFile[] {
  return [file, `${file}-wal`].map((path) => ({ path, identity: identify(path) }))
}

/**
 * Makes sure that the files are still at their paths. SQLite does not notice when they are removed or replaced: it goes on writing
 * to files that nobody can find any more.
 * @throws DatabaseLost
 */
export function requireOpenFiles(files: readonly OpenFile[]): void {
  for (const { path, identity } of files) {
    if (identify(path) !== identity) throw new DatabaseLost(`${path} was removed or replaced while it was in use`)
  }
}

/** A revision source that checks the files before each look and each read. */
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
