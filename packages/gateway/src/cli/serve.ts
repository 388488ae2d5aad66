import type { AddressInfo } from 'node:net'
import type { Config } from '../config/config-schema.ts'
import { openState, type State } from '../open-state.ts'
import { hasRealCredential, retireSandbox, type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { type CommonOptions, createCommand, loadCommandConfig } from './common-options.ts'
import { createOutput, type Output } from './output.ts'
import { noteCreatedMasterKey } from './run-on-state.ts'
import { createShutdown } from './shutdown.ts'
import { describeStart } from './start-message.ts'

interface Options extends CommonOptions {
  readonly host?: string
  readonly port?: string
  readonly sandbox?: boolean
}

/** `signpost serve`: the gateway, until SIGINT or SIGTERM. */
export const serve = createCommand('serve', 'run the gateway')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--port <port>', 'port to listen on (default: 8080)')
  .option('--sandbox', 'bring up a local S3 server to try it with, until a real credential is stored')
  .action(async (options: Options) => {
    const { config } = loadCommandConfig(options, { host: options.host, port: options.port })
    const output = createOutput(options.json === true)
    const state = await openState(config)
    const shutdown = createShutdown()
    shutdown.add('the database to close', () => state.store.close())
    try {
      noteCreatedMasterKey(state, output)
      const sandbox = options.sandbox === true ? await openSandbox(state, config, output) : undefined
      if (sandbox !== undefined) shutdown.add('the sandbox to close', () => sandbox.close())
      // Loaded here, so that the other commands do not wait for the server's libraries.
      const [{ pino }, { composeGateway }] = await Promise.all([import('pino'), import('../compose.ts')])
      const logger = pino({ level: config.logLevel, base: null }, pino.destination({ fd: 2, sync: false }))
      const gateway = composeGateway(state, { config, logger, hasSandbox: sandbox !== undefined })
      shutdown.add('the gateway to drain', gateway.drain)
      await gateway.app.listen({ host: config.host, port: config.port }).catch(explainListenError)
      shutdown.runOnSignal()
      const url = config.publicUrl ?? describeUrl(config.host, gateway.app.server.address() as AddressInfo)
      const hasCredential = sandbox !== undefined || (await hasRealCredential(state.store, state.account.id))
      const message = describeStart({ url, dataDir: state.dataDir, hasCredential, sandbox })
      output.result(
        { url, dataDir: state.dataDir, sandbox: sandbox === undefined ? null : describeSandbox(sandbox) },
        message,
      )
    } catch (error) {
      await shutdown.run().catch(() => {})
      throw error
    }
  })

async function openSandbox({ store, ring, account, dataDir }: State, config: Config, output: Output) {
  const place = { store, accountId: account.id, dataDir }
  if (!(await hasRealCredential(store, account.id))) {
    return startSandbox({ ...place, ring, port: config.sandboxPort, now: Date.now() })
  }
  await retireSandbox(place)
  output.note('A real credential is stored, so the sandbox is not started.')
  return undefined
}

function describeSandbox({ endpoint, token }: Sandbox) {
  return { endpoint, token }
}

function describeUrl(host: string, { port }: AddressInfo): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function explainListenError(error: NodeJS.ErrnoException & { port?: number; address?: string }): never {
  if (error.code === 'EADDRINUSE') {
    throw new Error(`Port ${error.port} of ${error.address} is in use; choose another one with --port or SIGNPOST_PORT`)
  }
  throw error
}
