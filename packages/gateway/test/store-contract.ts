import { describe } from 'node:test'
import type { Store } from '../src/core/ports.ts'
import { describeAccountContract } from './store-contract-accounts.ts'
import { describeAuditContract } from './store-contract-audit.ts'
import { describeChangeContract } from './store-contract-changes.ts'
import { describeCredentialContract } from './store-contract-credentials.ts'
import { describeTokenContract } from './store-contract-tokens.ts'
import { describeVaultContract } from './store-contract-vault.ts'

/** An empty database of a test's own. */
export interface TestDatabase {
  /** Opens the store; each call has connections of its own. */
  open(): Promise<Store>
  /** Closes what was opened, and removes the database. */
  [Symbol.asyncDispose](): Promise<void>
}

/** How the contract reaches an implementation. */
export interface StoreImplementation {
  readonly name: string
  makeDatabase(): Promise<TestDatabase>
  /**
   * Whether two stores of one process can wait for each other. SQLite's wait blocks the whole thread, so that they would
   * wait forever; what it promises across processes has tests of its own.
   */
  readonly waitsAsynchronously: boolean
}

/** What every implementation of {@link Store} promises. */
export function describeStoreContract(implementation: StoreImplementation): void {
  describe(`store contract: ${implementation.name}`, () => {
    describeAccountContract(implementation)
    describeCredentialContract(implementation)
    describeTokenContract(implementation)
    describeVaultContract(implementation)
    describeAuditContract(implementation)
    describeChangeContract(implementation)
  })
}
