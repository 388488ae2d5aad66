import { resolve } from 'node:path'
import type { Config } from '../config/config-schema.ts'
import { ConfigError } from '../config/load-config.ts'
import { inspectDatabase, type StoreInspection } from '../database/inspect-database.ts'
import { type Finding, fail, ok, runCheck } from '../doctor/check.ts'
import { checkDataDir, checkExposure, checkNode, checkPort } from '../doctor/check-host.ts'
import { describeDatabase, describeVault, findMasterKey } from '../doctor/check-state.ts'
import { type CommonOptions, createCommand, loadCommandConfig } from './common-options.ts'
import { createOutput } from './output.ts'

/** `signpost doctor`: looks at everything that the gateway needs, changes nothing, and says what to do. */
export const doctor = createCommand('doctor', 'check what the gateway needs, and say what to do').action(
  async (options: CommonOptions) => {
    const findings = await examine(options)
    const isWell = !findings.some(({ level }) => level === 'fail')
    if (!isWell) process.exitCode = 1
    createOutput(options.json === true).result({ ok: isWell, findings }, findings.map(formatFinding).join('\n'))
  },
)

async function examine(options: CommonOptions): Promise<Finding[]> {
  const findings = await runCheck('node', checkNode)
  try {
    const { config } = loadCommandConfig(options)
    return [...findings, { check: 'configuration', ...ok('no problem') }, ...(await examineConfigured(config))]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const cure = '`signpost config print` shows where each value comes from.'
    return [...findings, ...error.problems.map((problem) => ({ check: 'configuration', ...fail(problem, cure) }))]
  }
}

async function examineConfigured(config: Config): Promise<Finding[]> {
  // What talks to other services is loaded only here: no other command has to wait for it.
  const { checkRedis, checkStores } = await import('../doctor/check-services.ts')
  const dataDir = resolve(config.dataDir)
  let inspection: StoreInspection | undefined
  const database = await runCheck('database', async () => {
    inspection = await inspectDatabase({ ...config, dataDir })
    return describeDatabase(config, inspection)
  })
  const isReadable = !database.some(({ level }) => level === 'fail')
  const credentials = inspection?.credentials ?? []
  const { findings: keyFindings, ring } = await findMasterKey(config, dataDir, credentials.length > 0)
  const groups = await Promise.all([
    runCheck('data-dir', () => checkDataDir(dataDir)),
    database,
    runCheck('master-key', async () => keyFindings),
    // A database that cannot be read says nothing about what is in it.
    runCheck('credentials', async () => (isReadable ? describeVault(inspection, ring) : [])),
    runCheck('stores', async () => (ring === undefined ? [] : checkStores(credentials, ring, config))),
    runCheck('redis', () => checkRedis(config)),
    runCheck('port', () => checkPort(config)),
    runCheck('exposure', () => checkExposure(config)),
  ])
  return groups.flat()
}

function formatFinding({ check, level, message, cure }: Finding): string {
  const line = `${level.padEnd(4)}  ${check.padEnd(13)}  ${message}`
  return cure === undefined ? line : `${line}\n${' '.repeat(21)}→ ${cure}`
}
