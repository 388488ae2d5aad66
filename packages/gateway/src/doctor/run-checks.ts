import { resolve } from 'node:path'
import type { Config } from '../config/config-schema.ts'
import { ConfigError, type LoadedConfig } from '../config/load-config.ts'
import { type DatabaseInspection, inspectDatabase } from '../database/inspect-database.ts'
import { locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { type Check, fail, ok, runCheck, warn } from './check.ts'
import { checkDataDir, checkExposure, checkNode, checkPort, checkTls } from './check-host.ts'
import { checkMasterKey } from './check-master-key.ts'
import { checkCredentials, checkDatabase, checkRenewals } from './check-state.ts'
import { createCredentialNames } from './name-credential.ts'

/**
 * Checks everything that the gateway needs, and changes nothing.
 * @param load loads the configuration; each of its problems is a failed check
 */
export async function runChecks(load: () => LoadedConfig): Promise<Check[]> {
  const node = await runCheck('node', checkNode)
  let loaded: LoadedConfig
  try {
    loaded = load()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const advice = '`signpost config print` shows where each value comes from.'
    return [...node, ...error.problems.map((problem) => ({ name: 'configuration', ...fail(problem, advice) }))]
  }
  const { config, warnings } = loaded
  const configuration = warnings.map((warning) => warn(warning, 'Correct the name, or unset the variable.'))
  const checks = configuration.length === 0 ? [ok('no problem')] : configuration
  return [...node, ...(await runCheck('configuration', () => checks)), ...(await checkInstallation(config))]
}

async function checkInstallation(config: Config): Promise<Check[]> {
  // The code that talks to other services is loaded only here, so that no other command has to wait for it.
  const { checkRedis, checkStores } = await import('./check-services.ts')
  const dataDir = resolve(config.dataDir)
  let inspection: DatabaseInspection | undefined
  const database = await runCheck('database', async () => {
    inspection = await inspectDatabase({ ...config, dataDir, masterKeyFile: locateMasterKeyFiles(dataDir).current })
    return checkDatabase(config, inspection)
  })
  const isReadable = !database.some(({ level }) => level === 'fail')
  const credentials = inspection?.credentials ?? []
  const nameCredential = createCredentialNames(inspection?.accounts ?? [])
  const { results: masterKey, ring } = checkMasterKey(config, dataDir, inspection)
  const groups = await Promise.all([
    runCheck('data-dir', () => checkDataDir(dataDir)),
    database,
    runCheck('master-key', () => masterKey),
    // If the database cannot be read, nothing is known about its credentials.
    runCheck('credentials', () => (isReadable ? checkCredentials(inspection, ring, nameCredential, Date.now()) : [])),
    runCheck('renewals', () => checkRenewals(credentials, nameCredential, Date.now())),
    runCheck('stores', () => (ring === undefined ? [] : checkStores(credentials, ring, config, nameCredential))),
    runCheck('redis', () => checkRedis(config)),
    runCheck('port', () => checkPort(config)),
    runCheck('tls', () => checkTls(config, Date.now())),
    runCheck('exposure', () => checkExposure(config)),
  ])
  return groups.flat()
}
