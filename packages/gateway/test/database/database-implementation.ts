import type { Database } from '../../src/core/ports.ts'

/** An empty database of a test's own. */
export interface TestDatabase {
  /** Opens the database; each call gets its own connections. */
  open(): Promise<Database>
  /** Closes everything that was opened, and removes the database. */
  [Symbol.asyncDispose](): Promise<void>
}

/** `staleAfterMs` of the databases that the contract opens: long enough that a busy machine does not look like a lost database. */
export const patientMs = 60_000

/** An implementation that the contract tests. */
export interface DatabaseImplementation {
  readonly name: string
  makeDatabase(): Promise<TestDatabase>
  /**
   * Whether two connections of one process can wait for each other. A wait in SQLite blocks the whole thread, so they would
   * wait forever. What SQLite promises across processes has its own tests.
   */
  readonly waitsAsynchronously: boolean
}
