import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { getSystemErrorMessage } from 'node:util'
import type { Config } from '../config/config-schema.ts'
import { listTlsFiles } from '../config/tls-settings.ts'
import { describeSystemError } from '../core/system-error.ts'
import { readTlsPair } from '../http/tls-pair.ts'
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
export async function checkPort(config: Config): Promise<CheckResult> {
  const { host, port } = config
  const place = `${host}:${port}`
  const error = await tryListen(host, port)
  if (error === undefined) return ok(`${place} is free`)
  if (error.code === 'EADDRINUSE') {
    if (await answersHealth(config)) return ok(`a gateway answers on ${place}`)
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

/** Whether a gateway answers there. Its certificate is for the name that clients use, so it is not looked at here. */
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
        : https.get({ ...options, rejectUnauthorized: false }, receive)
    request.on('error', () => resolve(false))
  })
}

/** The certificate that the gateway itself speaks HTTPS with. */
export function checkTls(config: Config, now: number): CheckResults {
  const files = listTlsFiles(config)
  if (files === undefined) return []
  let endsAt: number
  try {
    endsAt = readTlsPair(files).endsAt
  } catch (error) {
    return fail((error as Error).message, 'Until then `signpost serve` does not start: docs/tls.md.')
  }
  const end = new Date(endsAt).toISOString().slice(0, 10)
  if (endsAt > now) return ok(`the certificate is good until ${end}`)
  return fail(
    `The certificate in ${files.certFile} has ended on ${end}`,
    'Renew it; the gateway takes it without a restart.',
  )
}

/** Whether tokens and signed URLs may cross a network in the clear. */
export function checkExposure(config: Config): CheckResult {
  const { host, publicUrl } = config
  if (listTlsFiles(config) !== undefined) return ok('the gateway speaks HTTPS itself')
  if (publicUrl?.startsWith('https://') === true) return ok(`clients use ${publicUrl}`)
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return ok('only this machine is listened to')
  return warn(
    `The gateway listens on ${host} and speaks plain HTTP`,
    'Put a proxy with HTTPS in front of it and set SIGNPOST_PUBLIC_URL: docs/behind-a-proxy.md.',
  )
}
