import cluster from 'node:cluster'
import { once } from 'node:events'
import type { LoadedConfig } from '../config/load-config.ts'
import { describeFailure } from '../core/app-error.ts'
import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'
import { openState } from '../open-state.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { announceNode, describeNode } from './announce-node.ts'
import type { WorkerOrder, WorkerReport } from './fork-worker.ts'
import { keepObjectsYoung } from './keep-objects-young.ts'
import { listen } from './listen.ts'
import { openTelemetry } from './open-telemetry.ts'
import { createShutdown, type Shutdown } from './shutdown.ts'
import { tryWrite } from './try-write.ts'

/** Shorter than the wait of the primary process, so that the worker itself can say what it waited for. */
const shutdownLimitMs = 9500

/** How long a retired worker waits for requests on silent connections. It can take its time, because nothing waits for its end. */
const retiredSettleMs = 2000

/** What a worker knows about its place in the node. */
export interface WorkerPlace {
  /** Its number, from 1. */
  readonly number: number
  /** Whether the primary process runs the sandbox. */
  readonly hasSandbox: boolean
  /** When the primary process was started, epoch milliseconds. */
  readonly startedAt: number
}

/**
 * Runs one worker of `serve --workers`: a gateway that shares nothing with the other workers except the port.
 * @param load reads the configuration; when it throws, the worker reports the reason to the primary process
 * @param complain called with the reason when the worker does not end properly
 */
export async function serveWorker(
  load: () => LoadedConfig,
  place: WorkerPlace,
  complain: (text: string) => void,
): Promise<void> {
  const { worker } = cluster
  if (worker === undefined) throw new Error('--worker is only for internal use: --workers starts the workers')
  // Ctrl-C and systemd send a signal to all processes at once. The primary process decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const shutdown = createShutdown(complain, shutdownLimitMs)
  try {
    shutdown.add('the primary process to let go', () => leavePrimary(worker))
    const url = await startGateway(load(), place, shutdown)
    await report({ type: 'ready', url })
  } catch (error) {
    await report({ type: 'failed', message: describeFailure(error as Error) })
    await shutdown.run().catch(() => {})
    process.exit(1)
  }
}

async function startGateway(
  loaded: LoadedConfig,
  { number, hasSandbox, startedAt }: WorkerPlace,
  shutdown: Shutdown,
): Promise<string> {
  const { config } = loaded
  const state = await openState(loaded, { mayCreate: false })
  shutdown.add('the database to close', () => state.database.close())
  await requireMasterKey(state.database.vault, state.ring)
  const waitForWrite = tryWrite(state.database)
  const [{ logger, tracing }, { composeGateway }] = await Promise.all([
    openTelemetry(config, number),
    import('../compose.ts'),
  ])
  if (tracing !== undefined) shutdown.add('spans to be sent', tracing.close)
  const node = describeNode(process.ppid, config.workers, startedAt)
  const gateway = composeGateway({ ...state, node }, { config, logger, hasSandbox })
  let settleMs: number | undefined
  let isMeasured = false

  async function tellMetrics(reading: Promise<readonly MetricSnapshot[]>): Promise<void> {
    try {
      await report({ type: 'measured', metrics: await reading })
    } catch (err) {
      logger.error({ err }, 'the metrics cannot be read')
      await report({ type: 'measured', metrics: undefined })
    }
  }

  shutdown.add('the last metrics to be reported', async () => {
    if (isMeasured) await tellMetrics(gateway.metrics.readCounts())
  })
  shutdown.add('the gateway to drain', (waitFor) => gateway.drain(waitFor, settleMs))
  const endAnnouncing = announceNode(node, { nodes: state.database.nodes, logger })
  // When the worker only retires, the node goes on.
  shutdown.add('the other nodes to be told', () => endAnnouncing({ isLeaving: settleMs === undefined }))
  endWithPrimary(shutdown)
  await waitForWrite(logger)
  const url = await listen(gateway, config)
  keepObjectsYoung()
  process.on('message', ({ type }: WorkerOrder) => {
    if (type === 'stop') {
      gateway.stopListening()
      void report({ type: 'stopped' })
      return
    }
    if (type === 'measure') {
      isMeasured = true
      void tellMetrics(gateway.metrics.read())
      return
    }
    if (type === 'retire') settleMs = retiredSettleMs
    shutdown.end()
  })
  return url
}

/** Ends the worker together with its primary process. */
function endWithPrimary(shutdown: Shutdown): void {
  // When the primary process is killed, Node ends its workers at once, except those that have left it on their own.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true
  process.once('disconnect', shutdown.end)
}

/** Leaves the primary process. Until that process has agreed, Node returns any connection that it still sends here. */
async function leavePrimary(worker: NonNullable<typeof cluster.worker>): Promise<void> {
  if (!process.connected) return
  const left = once(process, 'disconnect')
  worker.disconnect()
  await left
}

function report(message: WorkerReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve())
    else resolve()
  })
}
