import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import type { Config } from '../config/config-schema.ts'
import { describeSystemError } from '../core/system-error.ts'
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
  const found = look(dataDir)
  if (found === 'missing') return checkPlace(dataDir)
  const problem = found === 'folder' ? findAccessProblem(dataDir) : found
  if (problem !== undefined) return fail(`${dataDir} ${problem}`, otherPlace)
  const problems = [checkOwner(dataDir), checkModes(dataDir), checkSpace(dataDir)].filter((one) => one !== undefined)
  return problems.length > 0 ? problems : ok(dataDir)
}

const otherPlace =
  'Run this as the user that the gateway runs as, give that user the folder, or name another one with --data-dir or SIGNPOST_DATA_DIR.'

/** A data directory that is not there yet: the first start can make it, or not. */
function checkPlace(dataDir: string): CheckResult {
  let parent = dirname(dataDir)
  while (look(parent) === 'missing' && parent !== dirname(parent)) parent = dirname(parent)
  const found = look(parent)
  const problem = found === 'folder' ? findAccessProblem(parent) : found
  if (problem === undefined) {
    return warn(`${dataDir} does not exist`, 'The first start makes it; if there should be one, check --data-dir.')
  }
  return fail(`${dataDir} does not exist and cannot be made: ${parent} ${problem}`, otherPlace)
}

/** @returns what a path leads to, or what is wrong with it, after the path */
function look(path: string): 'folder' | 'missing' | 'is not a folder' | `cannot be looked at: ${string}` {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'is not a folder'
  } catch (error) {
    const { code, errno = 0 } = error as NodeJS.ErrnoException
    // Below something that is no folder, nothing is.
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : `cannot be looked at: ${getSystemErrorMessage(errno)}`
  }
}

function findAccessProblem(folder: string): string | undefined {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return `cannot be used by this user: ${getSystemErrorMessage((error as NodeJS.ErrnoException).errno ?? 0)}`
  }
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
  const error = await tryListen(host, port)
  if (error === undefined) return ok(`${place} is free`)
  if (error.code === 'EADDRINUSE') {
    if (await answersHealth(host, port)) return ok(`a gateway answers on ${place}`)
    return fail(`${place} is in use by another program`, 'Choose another port with --port or SIGNPOST_PORT.')
  }
  return fail(`${place} cannot be listened on: ${describeSystemError(error)}`, 'Check SIGNPOST_HOST and SIGNPOST_PORT.')
}

function tryListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', resolve)
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
