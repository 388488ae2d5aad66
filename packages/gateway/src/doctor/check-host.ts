import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Config } from '../config/config-schema.ts'
import { type CheckResult, type CheckResults, fail, ok, warn } from './check.ts'

const minimumNodeMajor = 24
const lowSpaceBytes = 500 * 1024 * 1024

/** Node.js, in which everything runs. */
export function checkNode(): CheckResult {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= minimumNodeMajor) return ok(`Node.js ${node}`)
  return fail(`Node.js ${node} is too old`, `Install Node.js ${minimumNodeMajor} or newer from https://nodejs.org.`)
}

/** The data directory: whether it can be used, and whether others can read it. @param dataDir absolute */
export function checkDataDir(dataDir: string): CheckResults {
  if (!existsSync(dataDir)) {
    return warn(`${dataDir} does not exist`, 'The first start makes it; if there should be one, check --data-dir.')
  }
  accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  const problems = [checkOwner(dataDir), checkModes(dataDir), checkSpace(dataDir)].filter((one) => one !== undefined)
  return problems.length > 0 ? problems : ok(dataDir)
}

function checkOwner(dataDir: string): CheckResult | undefined {
  const { uid } = statSync(dataDir)
  if (process.getuid === undefined || process.getuid() === uid) return undefined
  return warn(`${dataDir} belongs to another user`, 'Run this as the user that the gateway runs as.')
}

/** In a directory that is closed to others, the modes of the files in it do not matter. */
function checkModes(dataDir: string): CheckResult | undefined {
  if (process.platform === 'win32' || !isOpen(dataDir)) return undefined
  const open = readdirSync(dataDir).filter((name) => name.startsWith('signpost.db') && isOpen(join(dataDir, name)))
  const advice = `Run: chmod 700 ${dataDir}`
  if (open.length === 0) return warn(`Others may look into ${dataDir}`, advice)
  return fail(`Others may read ${open.join(', ')} in ${dataDir}`, advice)
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0
}

function checkSpace(dataDir: string): CheckResult | undefined {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  if (free >= lowSpaceBytes) return undefined
  const message = `Only ${Math.floor(free / 1024 / 1024)} MiB are free for ${dataDir}`
  return warn(message, 'Make room: when the audit log cannot be written, nothing is signed.')
}

/** The port: free, or held by a gateway that answers. */
export async function checkPort({ host, port }: Config): Promise<CheckResult> {
  const place = `${host}:${port}`
  const code = await tryListen(host, port)
  if (code === undefined) return ok(`${place} is free`)
  if (code === 'EADDRINUSE') {
    if (await answersHealth(host, port)) return ok(`a gateway answers on ${place}`)
    return fail(`${place} is in use by another program`, 'Choose another port with --port or SIGNPOST_PORT.')
  }
  return fail(`${place} cannot be listened on (${code})`, 'Check SIGNPOST_HOST and SIGNPOST_PORT.')
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
export function checkExposure({ host, publicUrl }: Config): CheckResult {
  if (publicUrl?.startsWith('https://') === true) return ok(`clients use ${publicUrl}`)
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return ok('only this machine is listened to')
  return warn(
    `The gateway listens on ${host} and speaks plain HTTP`,
    'Put a proxy with HTTPS in front of it and set SIGNPOST_PUBLIC_URL: docs/behind-a-proxy.md.',
  )
}
