import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AdminDependencies } from './admin/dependencies.ts'
import { createCredentialProbe } from './admin/probe-credential.ts'
import { createStoreTrial } from './admin/store-trial.ts'
import type { Config } from './config/config-schema.ts'
import { listConnectionSettings } from './config/proxy-settings.ts'
import { systemClock } from './core/clock.ts'
import { newId } from './core/ids.ts'
import { type Account, defaultAccountName } from './core/model.ts'
import type { Database } from './core/ports.ts'
import { openDatabase } from './database/open-database.ts'
import { generateToken } from './tokens/token-format.ts'
import { fetchKeys } from './vault/fetch-keys.ts'
import type { KeyRing } from './vault/key-ring.ts'
import { locateMasterKeyFiles } from './vault/master-key-file.ts'
import { type MasterKeySource, openKeyRing } from './vault/open-key-ring.ts'

/** The opened state of one data directory: what the server and every command work on. */
export interface State {
  readonly config: Config
  readonly database: Database
  readonly ring: KeyRing
  readonly account: Account
  /** Absolute path. */
  readonly dataDir: string
  readonly masterKeySource: MasterKeySource
  /** Path of the master key file that this start made; undefined when it was there or is configured. */
  readonly createdMasterKey: string | undefined
}

/**
 * Opens the state, and makes what is not there yet: data directory, master key, database, default account.
 * @throws Error when a master key is wrong, or the directory or the database cannot be used
 */
export async function openState(config: Config): Promise<State> {
  const dataDir = resolve(config.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const database = await openDatabase({ ...config, dataDir, masterKeyFile: locateMasterKeyFiles(dataDir).current })
  try {
    const isVaultEmpty = async () => (await database.vault.list()).length === 0
    const { ring, source, createdFile } = await openKeyRing({ ...config, dataDir }, isVaultEmpty)
    const newAccount = { id: newId('acc'), name: defaultAccountName, createdAt: systemClock() }
    const account = await database.accounts.ensure(newAccount)
    return { config, database, ring, account, dataDir, masterKeySource: source, createdMasterKey: createdFile }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The dependencies of the acts on an opened state, with the machine's clock and random numbers. */
export function createAdminDependencies(state: State): AdminDependencies {
  const { config, database, ring, account, dataDir, masterKeySource } = state
  const { accounts, credentials, tokens, vault, audit } = database
  const { allowPrivateEndpoints, databaseUrl } = config
  return {
    ...{ accounts, credentials, tokens, vault, audit, ring, newId, allowPrivateEndpoints },
    masterKey: {
      source: masterKeySource,
      files: locateMasterKeyFiles(dataDir),
      isShared: databaseUrl !== undefined,
    },
    accountId: account.id,
    fetchKeys,
    allowMachineKeys: true,
    clock: systemClock,
    newToken: generateToken,
    probe: createCredentialProbe(listConnectionSettings(config), systemClock),
    tryStore: createStoreTrial(listConnectionSettings(config), systemClock),
  }
}
