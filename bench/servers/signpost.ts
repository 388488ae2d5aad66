import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { exampleBucket, exampleKeys, exampleRegion } from '../gateway/example-credential.ts'
import { runProgram } from '../load/run-program.ts'
import type { Cores } from '../measure/cores.ts'
import { cleanEnvironment, type RunningServer, spawnServer } from './spawn-server.ts'

const gateway = join(import.meta.dirname, '../../packages/gateway')
/** The published command, which {@link buildGateway} builds. */
const publishedBin = join(gateway, 'dist/bin/signpost.js')
/** The command in the repository, which runs TypeScript. */
const sourceBin = join(gateway, 'bin/signpost.js')

/** How a gateway is set up. All other settings have their defaults. */
export interface GatewaySetup {
  readonly dataDir: string
  readonly durability: 'committed' | 'buffered'
  /** The URL of a PostgreSQL database; without it, SQLite is used. */
  readonly databaseUrl?: string
  readonly redisUrl?: string
  /** The number of processes that serve; 1 by default. */
  readonly workers?: number
  /** Runs the repository's TypeScript, so that a profile names its modules. Otherwise the published package runs. */
  readonly fromSource?: boolean
}

/** A rate that no load reaches: requests are counted, but never refused. */
const hugeRate = '9999999/s:9999999'

function listSettings({ durability, databaseUrl, redisUrl, workers }: GatewaySetup): Record<string, string> {
  return {
    SIGNPOST_AUDIT_DURABILITY: durability,
    SIGNPOST_RATE_LIMIT: hugeRate,
    // The S3 stub is on this machine.
    SIGNPOST_ALLOW_PRIVATE_ENDPOINTS: 'true',
    // Several gateways run at once.
    SIGNPOST_METRICS_PORT: '0',
    ...(databaseUrl === undefined ? {} : { SIGNPOST_DATABASE_URL: databaseUrl }),
    ...(redisUrl === undefined ? {} : { SIGNPOST_REDIS_URL: redisUrl }),
    ...(workers === undefined ? {} : { SIGNPOST_WORKERS: String(workers) }),
  }
}

/** Builds the package that users install, which is what the benchmark measures. */
export function buildGateway(): void {
  const root = join(gateway, '../..')
  execFileSync(process.execPath, ['scripts/build.ts', 'packages/gateway'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/**
 * Stores a credential, which asks the stub and signs for AWS, and a token that is limited to the example's bucket.
 * @returns the token
 */
export async function prepareGateway(setup: GatewaySetup, s3Endpoint: string): Promise<string> {
  const env = { ...listSettings(setup), SIGNPOST_SECRET_ACCESS_KEY: exampleKeys.secretAccessKey }
  const publicEndpoint = `https://s3.${exampleRegion}.amazonaws.com`
  const keys = ['--access-key-id', exampleKeys.accessKeyId, '--region', exampleRegion]
  const place = ['--endpoint', s3Endpoint, '--public-endpoint', publicEndpoint, '--addressing', 'virtual', '--default']
  await runCommand(['credential', 'add', 'bench', '--unchecked', ...keys, ...place], setup, env)
  const created = await runCommand(['token', 'create', 'bench', '--allow', `*:${exampleBucket}/*`], setup, env)
  return (JSON.parse(created) as { token: string }).token
}

function runCommand(args: readonly string[], { dataDir }: GatewaySetup, env: Readonly<Record<string, string>>) {
  return runProgram([process.execPath, publishedBin, ...args, '--json', '--data-dir', dataDir], cleanEnvironment(env))
}

/** Starts `signpost serve` only on these cores. @param nodeOptions options for Node, such as `--cpu-prof` */
export function startGateway(
  setup: GatewaySetup,
  core: Cores | undefined,
  nodeOptions: readonly string[] = [],
): Promise<RunningServer> {
  const serve = [
    setup.fromSource ? sourceBin : publishedBin,
    'serve',
    '--json',
    '--port',
    '0',
    '--data-dir',
    setup.dataDir,
  ]
  return spawnServer({ command: [process.execPath, ...nodeOptions, ...serve], core, env: listSettings(setup) })
}
