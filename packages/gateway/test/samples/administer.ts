import { findAccount } from '../../src/admin/account-record.ts'
import { type AdminDependencies, createAdminDependencies } from '../../src/admin/dependencies.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { openState } from '../../src/open-state.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** The installation that a test changes: as a command finds it, by its data directory and its settings. */
export interface Place {
  /** An empty folder without it: the database is elsewhere then. */
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** Name of the account; the default one without it. */
  readonly account?: string
}

/**
 * Runs acts on an installation, beside what already runs on it, as a command does. It takes a tenth of the time that a process takes.
 * Tests of the commands themselves run these as processes.
 *
 * @example await administer({ dataDir }, (dependencies) => addAccount.run({ name: 'mine' }, dependencies))
 */
export async function administer<Result>(
  { dataDir, env = {}, account }: Place,
  work: (dependencies: AdminDependencies) => Promise<Result>,
): Promise<Result> {
  using empty = makeTempDir()
  const state = await openState(loadConfig({ env, flags: { dataDir: dataDir ?? empty.path } }).config)
  try {
    const chosen = account === undefined ? state.account : await findAccount(account, state.database)
    return await work(createAdminDependencies({ ...state, account: chosen }))
  } finally {
    await state.database.close()
  }
}
