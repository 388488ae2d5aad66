import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { createAskStore } from './admin/ask-store.ts'
import type { AdminDependencies } from './admin/dependencies.ts'
import { createCredentialProbe } from './admin/probe-credential.ts'
import { createStoreTrial } from './admin/store-trial.ts'
import type { Config } from './config/config-schema.ts'
import { locateGateway } from './config/gateway-url.ts'
import { type LoadedConfig, printConfig } from './config/load-config.ts'
import { listConnectionSettings } from './config/proxy-settings.ts'
import { describeDatabaseUrl } from './config/service-urls.ts'
import { systemClock } from './core/clock.ts'
import { newId } from './core/ids.ts'
import { type Account, defaultAccountName } from './core/model.ts'
import type { GatewayNode } from './core/node-ports.ts'
import { nameSystemUser } from './core/system-user.ts'
import { locateSqliteFile } from './database/locate-sqlite-file.ts'
import { openDatabase } from './database/open-database.ts'
import type { OpenDatabase } from './database/repositories.ts'
import { hasDatabase, requireDatabase } from './database/require-database.ts'
import { generateToken } from './tokens/token-format.ts'
import { fetchKeys } from './vault/fetch-keys.ts'
import { requireMasterKey } from './vault/installation-key.ts'
import type { KeyRing } from './vault/key-ring.ts'
import {
  createMasterKeyFile,
  describeCreatedKey,
  locateMasterKeyFiles,
  type MasterKeyFiles,
} from './vault/master-key-file.ts'
import { type MasterKeyOptions, type MasterKeySource, type OpenedKeyRing, openKeyRing } from './vault/open-key-ring.ts'

/** The opened state of one data directory: what the server and every command work on. */
export interface State {
  readonly config: Config
  /** The source of each value of the configuration. */
  readonly sources: LoadedConfig['sources']
  readonly database: OpenDatabase
  readonly ring: KeyRing
  readonly account: Account
  /** Absolute path. */
  readonly dataDir: string
  readonly masterKeySource: MasterKeySource
  /** The node that works on the state; undefined for a command. */
  readonly node?: GatewayNode
  /** Sentences about what this start created; empty when everything existed. */
  readonly created: readonly string[]
}

/**
 * Opens the state. The master key is read at its first use, or when the installation is created.
 * @param loaded the configuration; `sources` may be missing when nothing shows them
 * @param mayCreate whether to create what does not exist yet: data directory, database, master key. A command in the wrong folder
 *   must not: it would answer for a new, empty installation
 * @throws Error when there is no installation, when the directory or the database cannot be used, or when a new installation's
 *   master key cannot be read
 */
export async function openState(
  { config, sources = {} }: Pick<LoadedConfig, 'config'> & Partial<LoadedConfig>,
  { mayCreate }: { readonly mayCreate: boolean },
): Promise<State> {
  const dataDir = resolve(config.dataDir)
  const keyFiles = locateMasterKeyFiles(dataDir)
  const options = { ...config, dataDir, masterKeyFile: keyFiles.current }
  const place = describeDatabase(config)
  let firstRing: OpenedKeyRing | undefined
  if (mayCreate) {
    if (!(await hasDatabase(options))) firstRing = openFirstKeyRing(options, keyFiles)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } else {
    await requireDatabase(options, place)
  }
  const database = await openDatabase(options)
  try {
    const neededId = await database.vault.readMasterKeyId()
    const { ring, source } = firstRing ?? openKeyRing({ ...options, neededId })
    const newAccount = { id: newId('acc'), name: defaultAccountName, createdAt: systemClock() }
    const account = await database.accounts.ensure(newAccount)
    const created = account.id === newAccount.id ? [`Created a new installation in ${place}.`] : []
    // An installation has one master key from its first moment, and no command makes another beside it.
    if (mayCreate && neededId === undefined) {
      // A new key would open none of the secrets of a database whose key is not known.
      const mayMakeKey = source === 'file' && (await database.vault.list()).length === 0
      if (mayMakeKey && createMasterKeyFile(keyFiles)) created.push(describeCreatedKey(keyFiles.current))
      await requireMasterKey(database.vault, ring)
    }
    return { config, sources, database, ring, account, dataDir, masterKeySource: source, created }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens the key ring of a new installation. If there is a key, it is read before anything is created: a failure leaves nothing behind. */
function openFirstKeyRing(options: MasterKeyOptions, { current }: MasterKeyFiles): OpenedKeyRing {
  const opened = openKeyRing(options)
  if (opened.source !== 'file' || existsSync(current)) void opened.ring.current
  return opened
}

/**
 * Reads the master key with which a new installation would begin, if there is one yet.
 * @throws Error when the installation could not begin with it
 */
export function checkFirstKey(config: Config): void {
  const dataDir = resolve(config.dataDir)
  openFirstKeyRing({ ...config, dataDir }, locateMasterKeyFiles(dataDir))
}

/** Whether there is an installation to open. @throws Error when there was one, and its database is lost */
export function hasInstallation(config: Config): Promise<boolean> {
  const dataDir = resolve(config.dataDir)
  return hasDatabase({ ...config, dataDir, masterKeyFile: locateMasterKeyFiles(dataDir).current })
}

/** Where the database is: the path of a file, or a URL without its password. */
export function describeDatabase({
  dataDir,
  databaseUrl,
}: {
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
}): string {
  return databaseUrl === undefined ? locateSqliteFile(resolve(dataDir)) : describeDatabaseUrl(databaseUrl)
}

/** Creates the dependencies of the acts from an opened state, with the machine's clock and random numbers. */
export function createAdminDependencies(state: State): AdminDependencies {
  const { config, sources, database, ring, account, dataDir, masterKeySource } = state
  const { accounts, credentials, tokens, uploads, vault, renewals, audit } = database
  const { administration, administrators, statistics, nodes } = database
  const { allowPrivateEndpoints, databaseUrl } = config
  const askStore = createAskStore(listConnectionSettings(config), systemClock)
  return {
    ...{ accounts, credentials, tokens, uploads, vault, renewals, audit },
    ...{ administration, administrators, statistics, nodes },
    ...{ ring, newId, allowPrivateEndpoints, dashboardUrl: `${locateGateway(config)}/dashboard` },
    masterKey: {
      source: masterKeySource,
      files: locateMasterKeyFiles(dataDir),
      isShared: databaseUrl !== undefined,
    },
    installation: {
      settings: () => printConfig({ values: config, sources, invalid: new Set() }),
      databaseKind: databaseUrl === undefined ? 'sqlite' : 'postgresql',
      databasePlace: describeDatabase(config),
      dataDirectory: dataDir,
    },
    actor: { via: 'command-line', name: nameSystemUser() },
    accountId: account.id,
    ...(state.node === undefined ? {} : { thisNode: state.node }),
    fetchKeys,
    allowMachineKeys: true,
    allowLoopbackEndpoints: true,
    reach: 'installation',
    multipartDays: config.multipartDays,
    clock: systemClock,
    newToken: generateToken,
    askStore,
    probe: createCredentialProbe(askStore, systemClock),
    tryStore: createStoreTrial(askStore, systemClock),
  }
}
