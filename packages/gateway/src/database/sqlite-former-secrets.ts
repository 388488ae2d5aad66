import type Sqlite from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { Database } from '../core/ports.ts'
import { busyTimeoutMs } from './open-sqlite-file.ts'
import type { Tables } from './schema.ts'

/** The repositories whose changes leave a former secret behind. */
type SecretRepositories = Pick<Database, 'accounts' | 'credentials' | 'vault' | 'renewals'>

/** The longest time that the event loop waits for the transactions of other connections. */
const othersMs = 200

/**
 * Wraps the repositories so that a checkpoint empties the WAL after each change that removes or replaces a sealed secret.
 * The change itself overwrites the secret (`secure_delete`), but in a new version of its page. The file has the old version until
 * the new one is copied to it, and the WAL may have the old version for long. When others read or write for longer than the
 * checkpoint waits, the next such change makes up for it.
 */
export function forgetFormerSecrets(
  { accounts, credentials, vault, renewals }: SecretRepositories,
  sqlite: Sqlite.Database,
  db: Kysely<Tables>,
): SecretRepositories {
  async function forget(changing: Promise<boolean>): Promise<boolean> {
    const isChanged = await changing
    // Waits for the connection to be free: a checkpoint within another call's transaction would fail.
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
