import type { LoadedConfig } from '../config/load-config.ts'
import { describePostgres } from '../config/service-urls.ts'
import { announceNode, describeNode } from './announce-node.ts'
import { keepObjectsYoung } from './keep-objects-young.ts'
import { listen } from './listen.ts'
import { openTelemetry } from './open-telemetry.ts'
import { prepareState } from './prepare-state.ts'
import { createShutdown, endWithNpm, runOnHangup } from './shutdown.ts'
import { findCommandPlace, reportStart, type StartOutput, type StartRequest } from './start-message.ts'
import { tryWrite } from './try-write.ts'

/** Runs `serve` in one process: the gateway, until SIGINT or SIGTERM. */
export async function serveAlone(
  loaded: LoadedConfig,
  { isSandboxWanted, configFile }: StartRequest,
  output: StartOutput,
): Promise<void> {
  const { config } = loaded
  const startedAt = Date.now()
  const shutdown = createShutdown(output.fail)
  try {
    const { state, sandbox, hasCredential, invitationToken } = await prepareState(loaded, isSandboxWanted, output.note)
    shutdown.add('the database to close', () => state.database.close())
    if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
    const waitForWrite = tryWrite(state.database)
    // Loaded here, so that the other commands do not wait for the server's libraries.
    const [telemetry, { composeGateway }, { createMetricsEndpoint }] = await Promise.all([
      openTelemetry(config),
      import('../compose.ts'),
      import('./metrics-endpoint.ts'),
    ])
    const { logger, tracing } = telemetry
    if (tracing !== undefined) shutdown.add('spans to be sent', tracing.close)
    const node = describeNode(process.pid, config.workers, startedAt)
    const gateway = composeGateway({ ...state, node }, { config, logger, hasSandbox: sandbox !== undefined })
    const endpoint = createMetricsEndpoint(loaded, logger, async () => [await gateway.metrics.read()])
    shutdown.add('the metrics to close', endpoint.close)
    shutdown.add('the gateway to drain', gateway.drain)
    const endAnnouncing = announceNode(node, { nodes: state.database.nodes, logger })
    shutdown.add('the other nodes to be told', () => endAnnouncing({ isLeaving: true }))
    // Before anything listens.
    shutdown.runOnSignal()
    endWithNpm()
    runOnHangup(() => logger.warn('SIGHUP restarts workers, but there are none: ignored'))
    const metrics = await endpoint.open()
    await waitForWrite(logger)
    const url = await listen(gateway, config)
    keepObjectsYoung()
    reportStart(output, {
      url,
      metrics,
      dataDir: state.dataDir,
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
