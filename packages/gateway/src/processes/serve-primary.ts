import cluster from 'node:cluster'
import type { Output } from '../cli/output.ts'
import { noteCreatedMasterKey } from '../cli/run-on-state.ts'
import type { ServeOptions } from '../cli/serve-options.ts'
import type { Config } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { openState } from '../open-state.ts'
import { hasRealCredential, type Sandbox } from '../sandbox/sandbox.ts'
import { forkWorker, type WorkerProcess } from './fork-worker.ts'
import { runOnHangup } from './hangup.ts'
import { createMetricsEndpoint } from './metrics-endpoint.ts'
import { openSandbox } from './open-sandbox.ts'
import { openServerLog } from './server-log.ts'
import { createShutdown } from './shutdown.ts'
import { reportStart } from './start-message.ts'
import { createWorkerMetrics } from './worker-metrics.ts'
import { createWorkerPool } from './worker-pool.ts'

/**
 * The primary process of `serve --workers`: prepares the state, runs the sandbox if there is one, and keeps workers
 * running, to which Node hands the connections in turn. It answers no request itself.
 */
export async function servePrimary(loaded: LoadedConfig, options: ServeOptions, output: Output): Promise<void> {
  if (!cluster.isPrimary) throw new Error('A worker of a cluster cannot have workers: start it as a single process')
  const { config } = loaded
  const shutdown = createShutdown()
  const workers = new Set<WorkerProcess>()
  const metrics = createWorkerMetrics(config.workers)
  // However this process ends: no worker is left.
  process.on('exit', () => {
    for (const worker of workers) worker.kill()
  })
  try {
    const { sandbox, ...facts } = await prepareState(config, options, output)
    if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
    const logger = await openServerLog(config)
    const args = listArguments(config, options, { dataDir: facts.dataDir, hasSandbox: sandbox !== undefined })
    const pool = createWorkerPool({
      size: config.workers,
      fork(number) {
        const worker = forkWorker([...args, '--worker', String(number)])
        workers.add(worker)
        metrics.follow(worker)
        void worker.exited.then(() => workers.delete(worker))
        return worker
      },
      logger,
      noteRestart: metrics.noteRestart,
      giveUp(error) {
        shutdown.add('', () => Promise.reject(error))
        shutdown.end()
      },
    })
    const endpoint = createMetricsEndpoint(loaded, logger, metrics.read)
    shutdown.add('the metrics to close', endpoint.close)
    shutdown.add('workers to drain', pool.drain)
    const metricsUrl = await endpoint.open()
    const url = await pool.start()
    shutdown.runOnSignal()
    runOnHangup(pool.roll)
    reportStart(output, { url, metrics: metricsUrl, ...facts, sandbox })
  } catch (error) {
    await shutdown.run().catch(() => {})
    throw error
  }
}

/** Opens the state once, so that workers do not race for what is made at the first start, and closes it again. */
async function prepareState(config: Config, options: ServeOptions, output: Output) {
  const state = await openState(config)
  const { database, account, dataDir } = state
  let sandbox: Sandbox | undefined
  try {
    noteCreatedMasterKey(state, output)
    if (options.sandbox === true) sandbox = await openSandbox(state, output)
    return { sandbox, dataDir, hasCredential: sandbox !== undefined || (await hasRealCredential(database, account.id)) }
  } finally {
    await database.close()
  }
}

/** What all workers have in common is settled here, so that a changed configuration cannot tear them apart. */
function listArguments(
  { host, port, workers }: Config,
  { config }: ServeOptions,
  { dataDir, hasSandbox }: { readonly dataDir: string; readonly hasSandbox: boolean },
): readonly string[] {
  const settled = ['--host', host, '--port', String(port), '--workers', String(workers), '--data-dir', dataDir]
  return [...settled, ...(config === undefined ? [] : ['--config', config]), ...(hasSandbox ? ['--sandbox'] : [])]
}
