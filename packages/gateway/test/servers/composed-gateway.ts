import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { composeGateway } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { Database } from '../../src/core/ports.ts'
import type { Queries } from '../../src/database/schema.ts'
import { openState } from '../../src/open-state.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { cheapenKeys } from './cheap-keys.ts'

/** A whole gateway in the process of its test, which can therefore control its clock and its time limits. */
export interface ComposedGateway extends AsyncDisposable {
  readonly url: string
  readonly database: Database
  /** The queries below the repositories. */
  readonly queries: Queries
  /** Every line of its log so far. */
  logs(): string
}

/** The options of a {@link ComposedGateway}. */
export interface ComposedGatewayOptions {
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  readonly clock?: Clock
  readonly operations?: readonly Operation[]
  /** The port to listen on; a free one by default. */
  readonly port?: number
  /** Changes the HTTP server before it listens. */
  readonly adjust?: (server: Server) => void
}

/** Starts a gateway on a free port of 127.0.0.1. */
export async function startComposedGateway(options: ComposedGatewayOptions): Promise<ComposedGateway> {
  const { dataDir, env = {}, clock, operations, port = 0, adjust } = options
  cheapenKeys()
  const limits = {
    SIGNPOST_RATE_LIMIT: 'off',
    SIGNPOST_CLIENT_TOKEN_RATE_LIMIT: 'off',
    SIGNPOST_CHANGE_RATE_LIMIT: 'off',
    SIGNPOST_BAD_TOKEN_RATE_LIMIT: 'off',
  }
  const loaded = loadConfig({ env: { ...limits, ...env }, flags: { dataDir } })
  const { config } = loaded
  const state = await openState(loaded, { mayCreate: true })
  let log = ''
  const sink = {
    write(line: string) {
      log += line
    },
  }
  const logger = pino({ base: null }, sink)
  const gateway = composeGateway(state, {
    config,
    logger,
    ...(clock === undefined ? {} : { clock }),
    ...(operations === undefined ? {} : { operations }),
  })
  adjust?.(gateway.app.server)
  await gateway.app.listen({ host: '127.0.0.1', port })
  return {
    url: `http://127.0.0.1:${(gateway.app.server.address() as AddressInfo).port}`,
    database: state.database,
    queries: state.database.queries,
    logs: () => log,
    async [Symbol.asyncDispose]() {
      await gateway.drain()
      await state.database.close()
    },
  }
}
