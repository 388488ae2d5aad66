import type Sqlite from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { Database } from '../core/ports.ts'
import { busyTimeoutMs } from './open-sqlite-file.ts'
import type { Tables } from './schema.ts'

/** The repositories whose changes leave a former secret behind. */
type SecretRepositories = Pick<Database, 'accounts' | 'credentials' | 'vault' | 'renewals'>

/** The event loop waits for others' transactions no longer than this. */
const othersMs = 200

/**
 * The repositories, with each change that removes or replaces a sealed secret followed by a checkpoint that empties the WAL.
 * The change itself overwrites the secret (`secure_delete`), but in a new version of its page: until that is copied to the
 * file, the file has the old one, and the WAL may have it for long. When others read or write for longer than that waits,
 * it is left to the next such change.
 */
export function forgetFormerSecrets(
  { accounts, credentials, vault, renewals }: SecretRepositories,
  sqlite: Sqlite.Database,
  db: Kysely<Tables>,
): SecretRepositories {
  async function forget(changing: Promise<boolean>): Promise<boolean> {
    const isChanged = await changing
    // On the connection's turn: a checkpoint within another's transaction would fail.
    if (isChanged)
      await db
        .connection()
        .execute(async () => emptyWal(sqlite))
        .catch(() => {})
    return isChanged
  }

  return {
    accounts: { ...accounts, remove: (...change) => forget(accounts.remove(...change)) },
    credentials: {
      ...credentials,
      update: (...change) => forget(credentials.update(...change)),
      remove: (...change) => forget(credentials.remove(...change)),
    },
    vault: { ...vault, reseal: (read, sealedSecret) => forget(vault.reseal(read, sealedSecret)) },
    renewals: { ...renewals, storeKeys: (...change) => forget(renewals.storeKeys(...change)) },
  }
}

function emptyWal(sqlite: Sqlite.Database): void {
  sqlite.pragma(`busy_timeout = ${othersMs}`)
  try {
    sqlite.pragma('wal_checkpoint(truncate)')
  } finally {
    sqlite.pragma(`busy_timeout = ${busyTimeoutMs}`)
  }
}
