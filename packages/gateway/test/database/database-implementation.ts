import type { Database } from '../../src/core/ports.ts'

/** An empty database of a test's own. */
export interface TestDatabase {
  /** Opens it; each call has connections of its own. */
  open(): Promise<Database>
  /** Closes what was opened, and removes the database. */
  [Symbol.asyncDispose](): Promise<void>
}

/** `staleAfterMs` of the databases that the contract opens: a busy machine is not to pass for one whose database is away. */
export const patientMs = 60_000

/** How the contract reaches an implementation. */
export interface DatabaseImplementation {
  readonly name: string
  makeDatabase(): Promise<TestDatabase>
  /**
   * Whether two connections of one process can wait for each other. SQLite's wait blocks the whole thread, so that they would
   * wait forever; what it promises across processes has tests of its own.
   */
  readonly waitsAsynchronously: boolean
}
