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

/** An open database. The library that signs administrators in uses its `queries` directly, below the repositories. */
export interface OpenDatabase extends Database {
  readonly queries: Queries
}

/** The repositories that are the same on both databases. */
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

/** The statement of `probeWrite`: it writes one meaningless row again and again. */
export function writeProbe(db: Queries) {
  return (
    db
      .insertInto('settings')
      .values({ key: 'write_probe', value: '0' })
      // The value changes each time, because SQLite writes nothing when nothing changes.
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ value: sql<string>`case settings.value when '0' then '1' else '0' end` }),
      )
  )
}
