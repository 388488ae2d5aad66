import { randomBytes } from 'node:crypto'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { readSignpost } from './run-signpost.ts'
import { makeTempDir } from './temp-dir.ts'

/** The settings that the nodes of one installation share. The bucket check is off, so that they sign offline. */
export function describeInstallation(databaseUrl: string): Record<string, string> {
  return {
    SIGNPOST_DATABASE_URL: databaseUrl,
    SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64'),
    SIGNPOST_BUCKET_CHECK: 'off',
  }
}

/** Starts a node with a data directory of its own, as on another machine. */
export async function startNode(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const dir = makeTempDir()
  const gateway = await startGateway({ dataDir: dir.path, env })
  return {
    ...gateway,
    async [Symbol.asyncDispose]() {
      await gateway.stop()
      dir[Symbol.dispose]()
    },
  }
}

/** Runs a command of an installation on a machine without any state. @returns its `--json` value */
export async function runCommand<Value>(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  secret?: string,
): Promise<Value> {
  using dir = makeTempDir()
  const secretEnv = secret === undefined ? {} : { SIGNPOST_SECRET_ACCESS_KEY: secret }
  return readSignpost<Value>(args, { dataDir: dir.path, env: { ...env, ...secretEnv } })
}
