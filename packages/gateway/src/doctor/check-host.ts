import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../config/config-schema.ts'
import { type CheckResult, fail, ok, warn } from './check.ts'

const minimumNodeMajor = 24
const lowSpaceBytes = 500 * 1024 * 1024

/** Node.js, in which everything runs. */
export async function checkNode(): Promise<readonly CheckResult[]> {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= minimumNodeMajor) return [ok(`Node.js ${node}`)]
  return [fail(`Node.js ${node} is too old`, `Install Node.js ${minimumNodeMajor} or newer from https://nodejs.org.`)]
}

/** The data directory: whether it can be used, and whether others can read it. @param dataDir absolute */
export async function checkDataDir(dataDir: string): Promise<readonly CheckResult[]> {
  if (!existsSync(dataDir)) {
    return [warn(`${dataDir} does not exist`, 'The first start makes it; if there should be one, check --data-dir.')]
  }
  accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  const results = [...checkOwner(dataDir), ...checkModes(dataDir), ...checkSpace(dataDir)]
  return results.length > 0 ? results : [ok(dataDir)]
}

function checkOwner(dataDir: string): readonly CheckResult[] {
  const { uid } = statSync(dataDir)
  if (process.getuid === undefined || process.getuid() === uid) return []
  return [warn(`${dataDir} belongs to another user`, 'Run this as the user that the gateway runs as.')]
}

/** In a directory that is closed to others, the modes of the files in it do not matter. */
function checkModes(dataDir: string): readonly CheckResult[] {
  if (process.platform === 'win32' || !isOpen(dataDir)) return []
  const open = readdirSync(dataDir).filter((name) => name.startsWith('signpost.db') && isOpen(join(dataDir, name)))
  const directory = warn(`Others may look into ${dataDir}`, `Run: chmod 700 ${dataDir}`)
  return open.length === 0
    ? [directory]
    : [fail(`Others may read ${open.join(', ')} in ${dataDir}`, `Run: chmod 700 ${dataDir}`)]
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0
}

function checkSpace(dataDir: string): readonly CheckResult[] {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  if (free >= lowSpaceBytes) return []
  return [
    warn(
      `Only ${Math.floor(free / 1024 / 1024)} MiB are free for ${dataDir}`,
      'Make room: when the audit log cannot be written, nothing is signed.',
    ),
  ]
}

/** The port: free, or held by a gateway that answers. */
export async function checkPort({ host, port }: Config): Promise<readonly CheckResult[]> {
  const place = `${host}:${port}`
  const code = await tryListen(host, port)
  if (code === undefined) return [ok(`${place} is free`)]
  if (code === 'EADDRINUSE') {
    if (await answersHealth(host, port)) return [ok(`a gateway answers on ${place}`)]
    return [fail(`${place} is in use by another program`, 'Choose another port with --port or SIGNPOST_PORT.')]
  }
  return [fail(`${place} cannot be listened on (${code})`, 'Check SIGNPOST_HOST and SIGNPOST_PORT.')]
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

async function answersHealth(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  try {
    const signal = AbortSignal.timeout(2000)
    const response = await fetch(`http://${name.includes(':') ? `[${name}]` : name}:${port}/healthz`, { signal })
    return ((await response.json()) as { status?: unknown }).status === 'ok'
  } catch {
    return false
  }
}

/** Whether tokens and signed URLs may cross a network in the clear. */
export async function checkExposure({ host, publicUrl }: Config): Promise<readonly CheckResult[]> {
  if (publicUrl?.startsWith('https://') === true) return [ok(`clients use ${publicUrl}`)]
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return [ok('only this machine is listened to')]
  return [
    warn(
      `The gateway listens on ${host} and speaks plain HTTP`,
      'Put a proxy with HTTPS in front of it and set SIGNPOST_PUBLIC_URL: docs/behind-a-proxy.md.',
    ),
  ]
}
