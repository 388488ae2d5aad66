import { describe } from 'node:test'
import type { DatabaseImplementation } from './database-implementation.ts'
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

/** Tests the promises of every implementation of {@link Database}. */
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
