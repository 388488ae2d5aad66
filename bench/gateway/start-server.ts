import type { Cores } from '../measure/cores.ts'
import { type GatewaySetup, prepareGateway, startGateway } from '../servers/signpost.ts'
import { type RunningServer, spawnServer } from '../servers/spawn-server.ts'
import type { TestStand } from './test-stand.ts'

/** A gateway to be measured. */
export interface PreparedSignpost {
  readonly server: RunningServer
  /** An API token that is limited to the example's bucket. */
  readonly token: string
}

/** How to start a gateway, where this differs from the others. */
export interface SignpostStart {
  /** The server's core of the stand by default. */
  readonly cores?: Cores | undefined
  readonly nodeOptions?: readonly string[]
}

/** Starts a gateway with its own data. It ends with the stand. */
export async function startSignpost(
  stand: TestStand,
  setup: Omit<GatewaySetup, 'dataDir'>,
  { cores = stand.cores?.server, nodeOptions = [] }: SignpostStart = {},
): Promise<PreparedSignpost> {
  const complete = { ...setup, dataDir: stand.makeDir('data') }
  const token = await prepareGateway(complete, stand.s3Endpoint)
  const server = await startGateway(complete, cores, nodeOptions)
  stand.atEnd(() => server.stop())
  return { server, token }
}

/** Starts the server of a file on the server's core of the stand. It ends with the stand. */
export async function startContestant(
  stand: TestStand,
  file: string,
  {
    env = {},
    cores = stand.cores?.server,
  }: { readonly env?: Record<string, string>; readonly cores?: Cores | undefined } = {},
): Promise<RunningServer> {
  const server = await spawnServer({ command: [process.execPath, file], core: cores, env })
  stand.atEnd(() => server.stop())
  return server
}
