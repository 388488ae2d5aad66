import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AdminDependencies } from '../admin/dependencies.ts'
import { findAccount } from '../admin/show-account.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import {
  checkFirstKey,
  createAdminDependencies,
  describeDatabase,
  hasInstallation,
  openState,
  type State,
} from '../open-state.ts'
import { type AccountOptions, openCommand } from './common-options.ts'
import type { Output } from './output.ts'

/**
 * Opens the state for a command, on the account that the command names, and always closes it. It may run while a server is
 * running.
 * @param mayCreate whether the command may create an installation if there is none; then it says where
 * @param changesNothing whether the command only reads. If there is no installation, it then works on an empty temporary one
 */
export async function runOnState(
  options: AccountOptions,
  work: (state: State, output: Output) => Promise<void>,
  { mayCreate = false, changesNothing = false } = {},
): Promise<void> {
  const { loaded, output } = openCommand(options)
  if (changesNothing && !(await hasInstallation(loaded.config))) {
    checkFirstKey(loaded.config)
    output.note(`There is no installation in ${describeDatabase(loaded.config)} yet.`)
    return runOnEmpty(loaded, (state) => work(state, output))
  }
  const state = await openState(loaded, { mayCreate })
  try {
    for (const sentence of state.created) output.note(sentence)
    const account = options.account === undefined ? state.account : await findAccount(options.account, state.database)
    await work({ ...state, account }, output)
  } finally {
    await state.database.close()
  }
}

async function runOnEmpty(loaded: LoadedConfig, work: (state: State) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'signpost-'))
  try {
    const { databaseUrl: _, ...config } = loaded.config
    const state = await openState({ ...loaded, config: { ...config, dataDir } }, { mayCreate: true })
    try {
      await work(state)
    } finally {
      await state.database.close()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Opens the state for a command that runs acts, and passes it the dependencies of the acts. */
export function runActs(
  options: AccountOptions,
  work: (dependencies: AdminDependencies, output: Output) => Promise<void>,
): Promise<void> {
  return runOnState(options, (state, output) => work(createAdminDependencies(state), output))
}

/** Like {@link runActs}, for the few commands that create an installation if there is none. */
export function runActsOrBegin(
  options: AccountOptions,
  work: (dependencies: AdminDependencies, output: Output) => Promise<void>,
): Promise<void> {
  return runOnState(options, (state, output) => work(createAdminDependencies(state), output), { mayCreate: true })
}
