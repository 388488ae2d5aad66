import { Option } from 'commander'
import type { LoadedConfig } from '../config/load-config.ts'
import { openState } from '../open-state.ts'
import { runOnHangup } from '../processes/hangup.ts'
import { listen } from '../processes/listen.ts'
import { openSandbox } from '../processes/open-sandbox.ts'
import { openTelemetry } from '../processes/open-telemetry.ts'
import { createShutdown } from '../processes/shutdown.ts'
import { reportStart } from '../processes/start-message.ts'
import { hasRealCredential } from '../sandbox/sandbox.ts'
import { createCommand, loadCommandConfig } from './common-options.ts'
import { createOutput, type Output } from './output.ts'
import { noteCreatedMasterKey } from './run-on-state.ts'
import type { ServeOptions } from './serve-options.ts'

/** `signpost serve`: the gateway, until SIGINT or SIGTERM. */
export const serve = createCommand('serve', 'run the gateway')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--port <port>', 'port to listen on (default: 8080)')
  .option('--workers <number>', 'processes that serve, about one for each core (default: 1)')
  .option('--sandbox', 'bring up a local S3 server to try it with, until a real credential is stored')
  .addOption(new Option('--worker <number>', 'given by the primary process to its workers').hideHelp())
  .action(async (options: ServeOptions) => {
    if (options.worker !== undefined) return (await import('../processes/serve-worker.ts')).serveWorker(options)
    const { host, port, workers, json = false, sandbox = false } = options
    const loaded = loadCommandConfig(options, { host, port, workers })
    const output = createOutput(json)
    if (loaded.config.workers === 1) return serveAlone(loaded, sandbox, output)
    const { servePrimary } = await import('../processes/serve-primary.ts')
    return servePrimary(loaded, options, output)
  })

async function serveAlone(loaded: LoadedConfig, isSandboxWanted: boolean, output: Output): Promise<void> {
  const { config } = loaded
  const state = await openState(config)
  const shutdown = createShutdown()
  shutdown.add('the database to close', () => state.database.close())
  try {
    noteCreatedMasterKey(state, output)
    const sandbox = isSandboxWanted ? await openSandbox(state, output) : undefined
    if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
    // Loaded here, so that the other commands do not wait for the server's libraries.
    const [telemetry, { composeGateway }, { createMetricsEndpoint }] = await Promise.all([
      openTelemetry(config),
      import('../compose.ts'),
      import('../processes/metrics-endpoint.ts'),
    ])
    const { logger, tracing } = telemetry
    if (tracing !== undefined) shutdown.add('spans to be sent', tracing.close)
    const gateway = composeGateway(state, { config, logger, tracing, hasSandbox: sandbox !== undefined })
    const endpoint = createMetricsEndpoint(loaded, logger, async () => [await gateway.metrics.read()])
    shutdown.add('the metrics to close', endpoint.close)
    shutdown.add('the gateway to drain', gateway.drain)
    const metrics = await endpoint.open()
    const url = await listen(gateway, config)
    shutdown.runOnSignal()
    runOnHangup(() => logger.warn('SIGHUP restarts workers, and there are none: nothing is done'))
    const hasCredential = sandbox !== undefined || (await hasRealCredential(state.database, state.account.id))
    reportStart(output, { url, metrics, dataDir: state.dataDir, hasCredential, sandbox })
  } catch (error) {
    await shutdown.run().catch(() => {})
    throw error
  }
}
