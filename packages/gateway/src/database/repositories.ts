import { sql } from 'kysely'
import type { Database } from '../core/ports.ts'
import { createAccountRepository } from './account-repository.ts'
import { createCredentialRepository } from './credential-repository.ts'
import type { Queries } from './schema.ts'
import { createTokenRepository } from './token-repository.ts'
import { createVaultRepository } from './vault-repository.ts'

/** What both databases do in the same way. */
export function createRepositories(db: Queries): Omit<Database, 'audit' | 'changes' | 'close'> {
  return {
    accounts: createAccountRepository(db),
    credentials: createCredentialRepository(db),
    vault: createVaultRepository(db),
    tokens: createTokenRepository(db),
    async ping() {
      await sql`select 1`.execute(db)
    },
  }
}
