import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import { type GatewayProcess, startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { type CaddyServer, startCaddy } from './caddy-server.ts'
import { deployFolder, listGateways, readComposeFile } from './compose-file.ts'
import { readImageEnvironment } from './image-facts.ts'

/** The services of `compose.yaml` without Docker: as processes of this machine, with the settings that they have there. */
export interface ComposeStack {
  readonly caddy: CaddyServer
  readonly gateways: readonly GatewayProcess[]
  /** Ends one gateway and starts it again, as `docker compose restart` does. */
  restart(index: number): Promise<void>
  /** Port of what stands in for Valkey. */
  readonly valkeyPort: number
  /** For `signpost` commands. */
  readonly environment: Readonly<Record<string, string>>
  [Symbol.asyncDispose](): Promise<void>
}

/** Runs make-secrets.sh where it stands in for the one beside `compose.yaml`. @returns the folder of the secrets */
export function makeSecrets(folder: string): string {
  copyFileSync(join(deployFolder, 'make-secrets.sh'), join(folder, 'make-secrets.sh'))
  execFileSync(join(folder, 'make-secrets.sh'), { stdio: 'pipe' })
  return join(folder, 'secrets')
}

/** What a gateway's container has as its environment. @param secrets folder that stands in for /run/secrets */
export function describeContainerEnvironment(environment: Readonly<Record<string, string>>, secrets: string) {
  const pairs = Object.entries({ ...readImageEnvironment(), ...environment })
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.replace('/run/secrets', secrets)]))
}

/** Starts everything but Prometheus and Grafana. */
export async function startComposeStack(): Promise<ComposeStack> {
  const compose = readComposeFile({ SIGNPOST_DOMAIN: 'localhost' })
  await using opened = new AsyncDisposableStack()
  const dir = opened.use(makeTempDir())
  const secrets = makeSecrets(dir.path)
  const postgres = opened.use(await startPostgres())
  writeSecret(join(secrets, 'database-url'), await postgres.createDatabase())
  const valkey = opened.use(await startValkey(compose.services.valkey?.command ?? [], secrets))
  const redisUrl = readFileSync(join(secrets, 'redis-url'), 'utf8')
  writeSecret(join(secrets, 'redis-url'), redisUrl.replace('valkey:6379', `127.0.0.1:${valkey.port}`))

  const services = listGateways(compose)
  const ports = await Promise.all(services.map(findFreePort))
  const common = describeContainerEnvironment(services[0]?.[1].environment ?? {}, secrets)
  // Instead of addresses that only exist inside Docker's networks. Nothing is asked of the real S3.
  const here = { SIGNPOST_HOST: '127.0.0.1', SIGNPOST_METRICS_HOST: '127.0.0.1', SIGNPOST_METRICS_PORT: '0' }
  const environment = { ...common, ...here, SIGNPOST_TRUST_PROXY: '127.0.0.1', SIGNPOST_BUCKET_CHECK: 'off' }
  const start = (index: number) =>
    startGateway({
      dataDir: join(dir.path, services[index]?.[0] ?? ''),
      env: { ...environment, SIGNPOST_RATE_LIMIT: '50/s' },
      args: ['--port', String(ports[index])],
    })
  const gateways: GatewayProcess[] = []
  opened.defer(async () => void (await Promise.all(gateways.map((gateway) => gateway.stop()))))
  for (const index of services.keys()) gateways.push(await start(index))
  const upstreams = services.map(
    ([name], index) => [`${name}:${common.SIGNPOST_PORT}`, `127.0.0.1:${ports[index]}`] as const,
  )
  const caddyFolder = join(dir.path, 'caddy')
  mkdirSync(caddyFolder)
  const caddy = opened.use(await startCaddy(caddyFolder, new Map(upstreams)))
  const kept = opened.move()
  return {
    caddy,
    gateways,
    valkeyPort: valkey.port,
    environment: { ...environment, SIGNPOST_DATA_DIR: join(dir.path, 'commands') },
    async restart(index) {
      await gateways[index]?.stop()
      gateways[index] = await start(index)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function writeSecret(file: string, text: string): void {
  chmodSync(file, 0o644)
  writeFileSync(file, text)
}

/** Debian's Redis with the command of the service: for what is used here, Valkey is the same. */
async function startValkey([, ...args]: readonly string[], secrets: string) {
  const port = await findFreePort()
  const settings = args.map((arg) => arg.replace('/run/secrets', secrets))
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...settings])
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = once(child, 'exit').then(() => process.off('exit', kill))
  let output = ''
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      if (output.includes('Ready to accept connections')) resolve()
    })
  })
  await Promise.race([ready, exited])
  if (child.exitCode !== null) throw new Error(`redis-server did not start: ${output}`)
  return {
    port,
    async [Symbol.asyncDispose]() {
      kill()
      await exited
    },
  }
}
