import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { deployFolder } from './compose-file.ts'

/** Caddy with the Caddyfile of the deployment, for `localhost`. */
export interface CaddyServer {
  /** `https://localhost:…`, to be reached at 127.0.0.1. */
  readonly url: string
  /** The path of the certificate of Caddy's own authority, PEM. */
  readonly authority: string
  /** The whole log so far. */
  logs(): string
  [Symbol.asyncDispose](): Promise<void>
}

/** The parts of Caddy's own configuration that a test has to change. */
interface CaddyConfig {
  admin?: object
  readonly apps: {
    pki?: object
    readonly http: { http_port?: number; https_port?: number; readonly servers: Record<string, { listen: string[] }> }
  }
}

/**
 * Starts Caddy. Only ports and addresses are changed: it listens on a free port of 127.0.0.1, and connects to the gateways there.
 * @param folder where Caddy stores its keys
 * @param upstreams the gateways' addresses, by their names in the Caddyfile
 */
export async function startCaddy(folder: string, upstreams: ReadonlyMap<string, string>): Promise<CaddyServer> {
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, SIGNPOST_DOMAIN: 'localhost' }
  const port = await findFreePort()
  const configFile = join(folder, 'caddy.json')
  const adapted = execFileSync('caddy', ['adapt', '--config', join(deployFolder, 'Caddyfile')], {
    env,
    encoding: 'utf8',
  })
  const config = JSON.parse(
    adapted.replaceAll(/"dial":"([^"]+)"/g, (_, name: string) => `"dial":"${upstreams.get(name)}"`),
  ) as CaddyConfig
  config.admin = { disabled: true }
  // Otherwise Caddy would ask for the right to change this machine's trust store.
  config.apps.pki = { certificate_authorities: { local: { install_trust: false } } }
  config.apps.http.https_port = port
  config.apps.http.http_port = await findFreePort()
  for (const server of Object.values(config.apps.http.servers)) {
    server.listen = [`127.0.0.1:${port}`]
    Object.assign(server, { automatic_https: { disable_redirects: true } })
  }
  writeFileSync(configFile, JSON.stringify(config))

  const child = spawn('caddy', ['run', '--config', configFile], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = once(child, 'close').then(() => process.off('exit', kill))
  let logs = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    logs += chunk
  })
  const authority = join(folder, 'caddy/pki/authorities/local/root.crt')
  await waitUntil('Caddy serves', () => {
    if (child.exitCode !== null) throw new Error(`caddy ended: ${logs}`)
    // Caddy listens before it has the certificate of its host.
    return logs.includes('"certificate obtained successfully"') && existsSync(authority)
  })
  return {
    url: `https://localhost:${port}`,
    authority,
    logs: () => logs,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
