import { describe } from 'node:test'
import type { Database } from '../../src/core/ports.ts'
import { describeAccountContract } from './repository-contract-accounts.ts'
import { describeAdministrationContract } from './repository-contract-administration.ts'
import { describeAdministratorContract } from './repository-contract-administrators.ts'
import { describeAuditContract } from './repository-contract-audit.ts'
import { describeAuditAnonymousContract } from './repository-contract-audit-anonymous.ts'
import { describeAuditAppendContract } from './repository-contract-audit-append.ts'
import { describeAuditSearchContract } from './repository-contract-audit-search.ts'
import { describeChangeContract } from './repository-contract-changes.ts'
import { describeCredentialContract } from './repository-contract-credentials.ts'
import { describeListContract } from './repository-contract-lists.ts'
import { describeNodeContract } from './repository-contract-nodes.ts'
import { describeRenewalContract } from './repository-contract-renewals.ts'
import { describeStatisticsContract } from './repository-contract-statistics.ts'
import { describeTokenContract } from './repository-contract-tokens.ts'
import { describeUploadContract } from './repository-contract-uploads.ts'
import { describeVaultContract } from './repository-contract-vault.ts'

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

/** What every implementation of {@link Database} promises. */
export function describeDatabaseContract(implementation: DatabaseImplementation): void {
  describe(`database contract: ${implementation.name}`, () => {
    describeAccountContract(implementation)
    describeCredentialContract(implementation)
    describeTokenContract(implementation)
    describeListContract(implementation)
    describeUploadContract(implementation)
    describeVaultContract(implementation)
    describeRenewalContract(implementation)
    describeAuditContract(implementation)
    describeAuditSearchContract(implementation)
    describeAuditAppendContract(implementation)
    describeAuditAnonymousContract(implementation)
    describeStatisticsContract(implementation)
    describeNodeContract(implementation)
    describeAdministrationContract(implementation)
    describeAdministratorContract(implementation)
    describeChangeContract(implementation)
  })
}
