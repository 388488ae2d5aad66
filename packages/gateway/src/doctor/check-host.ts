import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { getSystemErrorMessage } from 'node:util'
import type { Config } from '../config/config-schema.ts'
import { listTlsFiles } from '../config/tls-settings.ts'
import { http } from '../core/node-http.ts'
import { describeSystemError } from '../core/system-error.ts'
import { readTlsPair } from '../http/tls-pair.ts'
import { type CheckResult, type CheckResults, fail, ok, warn } from './check.ts'

const minimumNodeMajor = 24
const lowSpaceBytes = 500 * 1024 * 1024

/** Checks the version of Node.js. */
export function checkNode(): CheckResult {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= minimumNodeMajor) return ok(`Node.js ${node}`)
  return fail(`Node.js ${node} is too old`, `Install Node.js ${minimumNodeMajor} or newer from https://nodejs.org.`)
}

/** Checks whether the data directory can be used, and whether others can read it. @param dataDir an absolute path */
export function checkDataDir(dataDir: string): CheckResults {
  const found = look(dataDir)
  if (found === 'missing') return checkPlace(dataDir)
  const problem = found === 'folder' ? findAccessProblem(dataDir) : found
  if (problem !== undefined) return fail(`${dataDir} ${problem}`, otherPlace)
  const problems = [checkOwner(dataDir), checkModes(dataDir), checkSpace(dataDir)].filter((one) => one !== undefined)
  return problems.length > 0 ? problems : ok(dataDir)
}

const otherPlace =
  'Run this as the gateway’s user, make the folder accessible to that user, or name another folder with --data-dir or SIGNPOST_DATA_DIR.'

/** Checks whether the first start can create a data directory that does not exist yet. */
function checkPlace(dataDir: string): CheckResult {
  let parent = dirname(dataDir)
  while (look(parent) === 'missing' && parent !== dirname(parent)) parent = dirname(parent)
  const found = look(parent)
  const problem = found === 'folder' ? findAccessProblem(parent) : found
  if (problem === undefined) {
    return warn(
      `${dataDir} does not exist`,
      'The first start creates it. If it should exist already, check --data-dir.',
    )
  }
  return fail(`${dataDir} does not exist and cannot be created: ${parent} ${problem}`, otherPlace)
}

/** Inspects a path. @returns what it leads to, or a problem to follow the path in a message */
function look(path: string): 'folder' | 'missing' | 'is not a folder' | `cannot be read: ${string}` {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'is not a folder'
  } catch (error) {
    const { code, errno = 0 } = error as NodeJS.ErrnoException
    // Nothing can exist below a path that is not a folder.
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : `cannot be read: ${getSystemErrorMessage(errno)}`
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
  return warn(`${dataDir} belongs to another user`, 'Run this as the gateway’s user.')
}

/** Checks the modes of the database files. In a directory that is closed to others, they do not matter. */
function checkModes(dataDir: string): CheckResult | undefined {
  if (process.platform === 'win32' || !isOpen(dataDir)) return undefined
  const open = readdirSync(dataDir).filter((name) => name.startsWith('signpost.db') && isOpen(join(dataDir, name)))
  const advice = `Run: chmod 700 ${dataDir}`
  if (open.length === 0) return warn(`Other users may list ${dataDir}`, advice)
  return fail(`Other users may read ${open.join(', ')} in ${dataDir}`, advice)
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0
}

function checkSpace(dataDir: string): CheckResult | undefined {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  if (free >= lowSpaceBytes) return undefined
  const message = `Only ${Math.floor(free / 1024 / 1024)} MiB are free for ${dataDir}`
  return warn(message, 'Free some space: if the audit log cannot be written, nothing is signed.')
}

/** Checks that the port is free, or that a gateway answers on it. */
export async function checkPort(config: Config): Promise<CheckResult> {
  const { host, port } = config
  const place = `${host}:${port}`
  const error = await tryListen(host, port)
  if (error === undefined) return ok(`${place} is free`)
  if (error.code === 'EADDRINUSE') {
    if (await answersHealth(config)) return ok(`a gateway answers on ${place}`)
    return fail(`${place} is in use by another program`, 'Choose another port with --port or SIGNPOST_PORT.')
  }
  return fail(
    `The gateway cannot listen on ${place}: ${describeSystemError(error)}`,
    'Check SIGNPOST_HOST and SIGNPOST_PORT.',
  )
}

function tryListen(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

/** Whether a gateway answers there. The certificate is for the name that clients use, so it is not verified here. */
function answersHealth(config: Config): Promise<boolean> {
  const { host, port } = config
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const options = { host: name, port, path: '/healthz', signal: AbortSignal.timeout(2000) }
  return new Promise((resolve) => {
    async function read(response: IncomingMessage): Promise<void> {
      const { status } = (await json(response)) as { status?: unknown }
      resolve(status === 'ok')
    }
    const receive = (response: IncomingMessage) => void read(response).catch(() => resolve(false))
    const request =
      listTlsFiles(config) === undefined
        ? http.get(options, receive)
        : process.getBuiltinModule('node:https').get({ ...options, rejectUnauthorized: false }, receive)
    request.on('error', () => resolve(false))
  })
}

/** Checks the gateway's own certificate for HTTPS. */
export function checkTls(config: Config, now: number): CheckResults {
  const files = listTlsFiles(config)
  if (files === undefined) return []
  let endsAt: number
  try {
    endsAt = readTlsPair(files).endsAt
  } catch (error) {
    return fail((error as Error).message, '`signpost serve` does not start until this is fixed: docs/tls.md.')
  }
  const end = new Date(endsAt).toISOString().slice(0, 10)
  if (endsAt > now) return ok(`the certificate is valid until ${end}`)
  return fail(
    `The certificate in ${files.certFile} expired on ${end}`,
    'Renew it; the gateway loads the new one without a restart.',
  )
}

/** Checks whether tokens and signed URLs may cross a network unencrypted. */
export function checkExposure(config: Config): CheckResult {
  const { host, publicUrl } = config
  if (listTlsFiles(config) !== undefined) return ok('the gateway speaks HTTPS itself')
  if (publicUrl?.startsWith('https://') === true) return ok(`clients use ${publicUrl}`)
  if (host === 'localhost' || host === '::1' || host.startsWith('127.'))
    return ok('the gateway listens only on this machine')
  return warn(
    `The gateway listens on ${host} and speaks plain HTTP`,
    'Put a proxy with HTTPS in front of it and set SIGNPOST_PUBLIC_URL: docs/behind-a-proxy.md.',
  )
}
