import { sql } from 'kysely'
import type { Database } from '../core/ports.ts'
import { createAccountRepository } from './account-repository.ts'
import { createAdministrationLog } from './administration-log.ts'
import { createAdministratorRepository } from './administrator-repository.ts'
import { createAttemptRepository } from './attempt-repository.ts'
import { createCredentialRepository } from './credential-repository.ts'
import { createNodeRepository } from './node-repository.ts'
import { createRenewalRepository } from './renewal-repository.ts'
import type { Queries } from './schema.ts'
import { createStatisticsRepository } from './statistics-repository.ts'
import { createTokenRepository } from './token-repository.ts'
import { createUploadRepository } from './upload-repository.ts'
import { createVaultRepository } from './vault-repository.ts'
import { writeDirectly } from './write-rows.ts'

/** A database that is open, and the queries below its repositories, for the library that signs administrators in. */
export interface OpenDatabase extends Database {
  readonly queries: Queries
}

/** What both databases do in the same way. */
export function createRepositories(db: Queries): Omit<OpenDatabase, 'audit' | 'changes' | 'probeWrite' | 'close'> {
  return {
    accounts: createAccountRepository(db),
    credentials: createCredentialRepository(db),
    vault: createVaultRepository(db),
    renewals: createRenewalRepository(db),
    tokens: createTokenRepository(db),
    uploads: createUploadRepository(db, writeDirectly),
    administration: createAdministrationLog(db, writeDirectly),
    statistics: createStatisticsRepository(db, writeDirectly),
    nodes: createNodeRepository(db, writeDirectly),
    administrators: createAdministratorRepository(db),
    attempts: createAttemptRepository(db),
    queries: db,
    async ping() {
      await sql`select 1`.execute(db)
    },
  }
}

/** A row that means nothing, written over and over, for `probeWrite`. */
export function writeProbe(db: Queries) {
  return (
    db
      .insertInto('settings')
      .values({ key: 'write_probe', value: '0' })
      // SQLite writes nothing when nothing changes.
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ value: sql<string>`case settings.value when '0' then '1' else '0' end` }),
      )
  )
}
