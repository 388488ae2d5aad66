import { Option } from 'commander'
import type { Config } from '../config/config-schema.ts'
import { openState } from '../open-state.ts'
import { hasRealCredential } from '../sandbox/sandbox.ts'
import { createCommand, loadCommandConfig } from './common-options.ts'
import { runOnHangup } from './hangup.ts'
import { listen } from './listen.ts'
import { openSandbox } from './open-sandbox.ts'
import { createOutput, type Output } from './output.ts'
import { noteCreatedMasterKey } from './run-on-state.ts'
import type { ServeOptions } from './serve-options.ts'
import { openServerLog } from './server-log.ts'
import { createShutdown } from './shutdown.ts'
import { reportStart } from './start-message.ts'

/** `signpost serve`: the gateway, until SIGINT or SIGTERM. */
export const serve = createCommand('serve', 'run the gateway')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--port <port>', 'port to listen on (default: 8080)')
  .option('--workers <number>', 'processes that serve, about one for each core (default: 1)')
  .option('--sandbox', 'bring up a local S3 server to try it with, until a real credential is stored')
  .addOption(new Option('--worker <number>', 'given by the primary process to its workers').hideHelp())
  .action(async (options: ServeOptions) => {
    if (options.worker !== undefined) return (await import('./serve-worker.ts')).serveWorker(options)
    const { host, port, workers, json = false, sandbox = false } = options
    const { config } = loadCommandConfig(options, { host, port, workers })
    const output = createOutput(json)
    if (config.workers === 1) return serveAlone(config, sandbox, output)
    const { servePrimary } = await import('./serve-primary.ts')
    return servePrimary(config, options, output)
  })

async function serveAlone(config: Config, isSandboxWanted: boolean, output: Output): Promise<void> {
  const state = await openState(config)
  const shutdown = createShutdown()
  shutdown.add('the database to close', () => state.store.close())
  try {
    noteCreatedMasterKey(state, output)
    const sandbox = isSandboxWanted ? await openSandbox(state, output) : undefined
    if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
    // Loaded here, so that the other commands do not wait for the server's libraries.
    const [logger, { composeGateway }] = await Promise.all([openServerLog(config), import('../compose.ts')])
    const gateway = composeGateway(state, { config, logger, hasSandbox: sandbox !== undefined })
    shutdown.add('the gateway to drain', gateway.drain)
    const url = await listen(gateway, config)
    shutdown.runOnSignal()
    runOnHangup(() => logger.warn('SIGHUP restarts workers, and there are none: nothing is done'))
    const hasCredential = sandbox !== undefined || (await hasRealCredential(state.store, state.account.id))
    reportStart(output, { url, dataDir: state.dataDir, hasCredential, sandbox })
  } catch (error) {
    await shutdown.run().catch(() => {})
    throw error
  }
}
