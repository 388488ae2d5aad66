import type { AdminDependencies } from '../../src/admin/dependencies.ts'
import { findAccount } from '../../src/admin/show-account.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createAdminDependencies, openState } from '../../src/open-state.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** The installation that a test changes. Like a command, a test finds it by its data directory and its settings. */
export interface Place {
  /** By default an empty folder, for an installation whose database is elsewhere. */
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string>>
  /** The name of the account; the default account if omitted. */
  readonly account?: string
}

/** The last call. Calls queue, because waiting for a lock of SQLite blocks the thread in which its holder would have to release it. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs acts on an installation while its gateways may run, as a command does, but without a process. Calls run one after the
 * other. Tests of the commands themselves run them as processes.
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
