import { Option } from 'commander'
import { type CommonOptions, createCommand, loadCommandConfig } from './common-options.ts'
import { createServeOutput, logWarnings } from './serve-output.ts'

interface ServeOptions extends CommonOptions {
  readonly host?: string
  readonly port?: string
  readonly workers?: string
  readonly sandbox?: boolean
  readonly text?: boolean
  /** The number of a worker, from 1. The primary process passes it when it starts a worker. */
  readonly worker?: string
  readonly startedAt?: string
}

/** `signpost serve`: runs the gateway until SIGINT or SIGTERM. */
export const serve = createCommand('serve', 'run the gateway')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--port <port>', 'port to listen on (default: 8080)')
  .option('--workers <number>', 'processes that serve, about one for each core (default: 1)')
  .option('--sandbox', 'start a local S3 server to try the gateway with, until a real credential is stored')
  .option(
    '--text',
    'write text for people even if standard output is not a terminal; by default it then gets JSON lines',
  )
  .addOption(new Option('--worker <number>', 'given by the primary process to its workers').hideHelp())
  .addOption(new Option('--started-at <time>', 'given by the primary process to its workers').hideHelp())
  .action(async (options: ServeOptions) => {
    const { host, port, workers, worker, sandbox = false } = options
    logWarnings(options)
    const output = createServeOutput(options)
    const load = () => loadCommandConfig(options, { host, port, workers })
    // The server is loaded only here, so that no other command has to wait for it.
    if (worker !== undefined) {
      const { serveWorker } = await import('../processes/serve-worker.ts')
      return serveWorker(
        load,
        { number: Number(worker), hasSandbox: sandbox, startedAt: Number(options.startedAt) },
        output.fail,
      )
    }
    const loaded = load()
    for (const warning of loaded.warnings) output.note(warning)
    const start = { isSandboxWanted: sandbox, configFile: options.config }
    if (loaded.config.workers === 1) {
      const { serveAlone } = await import('../processes/serve-alone.ts')
      return serveAlone(loaded, start, output)
    }
    const { servePrimary } = await import('../processes/serve-primary.ts')
    return servePrimary(loaded, start, output)
  })
