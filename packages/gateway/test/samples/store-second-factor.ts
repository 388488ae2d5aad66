import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { toSecretVersion } from '../../src/core/sealed-text.ts'

/** Stores an administrator, a@example.com, with a second factor whose two texts name these master keys. */
export function storeSecondFactor(dataDir: string, keyIds: readonly [string, string]): void {
  const [secret, codes] = keyIds.map((id) => `$ba$${toSecretVersion(id)}$x`)
  const database = new Sqlite(join(dataDir, 'signpost.db'))
  database.exec(`
    insert into administrators (id, email, email_verified, name, role, two_factor_enabled, created_at, updated_at)
      values ('adm_1', 'a@example.com', 1, 'A', 'owner', 1, '', '');
    insert into administrator_second_factors (id, administrator_id, secret, backup_codes, verified, failures)
      values ('otp_1', 'adm_1', '${secret}', '${codes}', 1, 0);`)
  database.close()
}
