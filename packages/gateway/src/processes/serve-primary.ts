import cluster from 'node:cluster'
import type { Config } from '../config/config-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { describePostgres } from '../config/service-urls.ts'
import { forkWorker, type WorkerProcess } from './fork-worker.ts'
import { createMetricsEndpoint } from './metrics-endpoint.ts'
import { openServerLog } from './open-telemetry.ts'
import { prepareState } from './prepare-state.ts'
import { createShutdown, endWithNpm, runOnHangup } from './shutdown.ts'
import { findCommandPlace, reportStart, type StartOutput, type StartRequest } from './start-message.ts'
import { createWorkerMetrics } from './worker-metrics.ts'
import { createWorkerPool } from './worker-pool.ts'

/**
 * Runs the primary process of `serve --workers`. It prepares the state, runs the sandbox if there is one, and keeps the workers
 * running, to which Node hands the connections in turn. It answers no request itself.
 */
export async function servePrimary(
  loaded: LoadedConfig,
  { isSandboxWanted, configFile }: StartRequest,
  output: StartOutput,
): Promise<void> {
  if (!cluster.isPrimary) throw new Error('A worker of a cluster cannot have workers: start it as a single process')
  const { config } = loaded
  const startedAt = Date.now()
  const shutdown = createShutdown(output.fail)
  const workers = new Set<WorkerProcess>()
  const metrics = createWorkerMetrics(config.workers)
  // However this process ends, no worker must be left.
  process.on('exit', () => {
    for (const worker of workers) worker.kill()
  })
  try {
    const { state, sandbox, hasCredential, invitationToken } = await prepareState(loaded, isSandboxWanted, output.note)
    if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
    // The state was opened here so that workers do not race to create what the first start creates.
    await state.database.close()
    const logger = await openServerLog(config)
    const { dataDir } = state
    const args = [
      ...listSettled(config, dataDir),
      ...(configFile === undefined ? [] : ['--config', configFile]),
      ...(sandbox === undefined ? [] : ['--sandbox']),
    ]
    const pool = createWorkerPool({
      size: config.workers,
      fork(number) {
        const worker = forkWorker([...args, '--worker', String(number), '--started-at', String(startedAt)])
        workers.add(worker)
        metrics.follow(worker)
        void worker.exited.then(() => workers.delete(worker))
        return worker
      },
      logger,
      countRestart: metrics.countRestart,
      giveUp(error) {
        shutdown.add('', () => Promise.reject(error))
        shutdown.end()
      },
    })
    const endpoint = createMetricsEndpoint(loaded, logger, metrics.read)
    shutdown.add('the metrics to close', endpoint.close)
    shutdown.add('workers to drain', pool.drain)
    // Before anything listens. Until all workers listen, none can be replaced.
    const started = Promise.withResolvers<void>()
    shutdown.runOnSignal()
    endWithNpm()
    runOnHangup(() => started.promise.then(pool.roll))
    const metricsUrl = await endpoint.open()
    const url = await pool.start()
    started.resolve()
    reportStart(output, {
      url,
      metrics: metricsUrl,
      dataDir,
      database: describePostgres(config),
      hasCredential,
      commandPlace: findCommandPlace(loaded, configFile),
      invitationToken,
      sandbox,
    })
  } catch (error) {
    await shutdown.run().catch(() => {})
    throw error
  }
}

/** The settings that all workers must share. They are passed as flags, so that a later change of the configuration cannot split the workers. */
function listSettled({ host, port, workers }: Config, dataDir: string): readonly string[] {
  return ['--host', host, '--port', String(port), '--workers', String(workers), '--data-dir', dataDir]
}
