import type { AdminDependencies } from '../../src/admin/dependencies.ts'
import { findAccount } from '../../src/admin/show-account.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createAdminDependencies, openState } from '../../src/open-state.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** The installation that a test changes: as a command finds it, by its data directory and its settings. */
export interface Place {
  /** An empty folder without it: the database is elsewhere then. */
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** Name of the account; the default one without it. */
  readonly account?: string
}

/** SQLite lets a thread wait for a lock, all of it: one that holds the lock in the same thread would never let it go. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs acts on an installation, beside what already runs on it, as a command does, but without a process. One call follows the
 * other. Tests of the commands themselves run these as processes.
 *
 * @example await administer({ dataDir }, (dependencies) => addAccount.run({ name: 'mine' }, dependencies))
 */
export function administer<Result>(
  place: Place,
  work: (dependencies: AdminDependencies) => Promise<Result>,
): Promise<Result> {
  const done = last.then(() => runOn(place, work))
  last = done.catch(() => {})
  return done
}

async function runOn<Result>(
  { dataDir, env = {}, account }: Place,
  work: (dependencies: AdminDependencies) => Promise<Result>,
): Promise<Result> {
  using empty = makeTempDir()
  const state = await openState(loadConfig({ env, flags: { dataDir: dataDir ?? empty.path } }), {
    mayCreate: true,
  })
  try {
    const chosen = account === undefined ? state.account : await findAccount(account, state.database)
    return await work(createAdminDependencies({ ...state, account: chosen }))
  } finally {
    await state.database.close()
  }
}
