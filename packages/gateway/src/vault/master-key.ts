import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { getSystemErrorMessage } from 'node:util'
import { splitCommand } from '../core/command-words.ts'
import { masterKeyBytes } from './key-ring.ts'

/** The master keys of one source, in the clear. */
export interface MasterKeys {
  readonly current: Buffer
  readonly previous: readonly Buffer[]
}

/**
 * Reads a master key: 32 bytes in base64, base64url or hexadecimal.
 * @throws Error that says what a key looks like; it does not repeat the text
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  const key = /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) ? Buffer.from(trimmed, 'base64') : undefined
  if (key?.length === masterKeyBytes) return key
  throw new Error(
    'The master key is not 32 random bytes in base64 or hexadecimal; `openssl rand -base64 32` creates one',
  )
}

/**
 * Reads master keys, one per line. Skips empty lines.
 * @throws Error like {@link parseMasterKey}
 */
export function parseMasterKeys(text: string): Buffer[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseMasterKey)
}

/** Writes master keys as {@link parseMasterKeys} reads them. */
export function formatMasterKeys(keys: readonly Buffer[]): string {
  return keys.map((key) => `${key.toString('base64')}\n`).join('')
}

/** Generates a new master key. */
export function generateMasterKey(): Buffer {
  return randomBytes(masterKeyBytes)
}

const commandTimeoutMs = 10_000
/** Enough for a ring of more than a hundred keys. */
const maxOutputBytes = 16 * 1024

/**
 * Runs the command that supplies the master key: the first line of its standard output is the current key, each further
 * line a former key. The command gets this process's environment, an empty standard input and no shell. Its standard
 * error is discarded, because it may contain secrets.
 * @throws Error that says how it failed and names the program, never its arguments or its output
 */
export function runMasterKeyCommand(command: string, timeoutMs = commandTimeoutMs): MasterKeys {
  const [program, ...args] = splitCommand(command) ?? []
  if (program === undefined) throw createCommandError('', 'is not a command')
  const [current, ...previous] = parseOutput(program, run(program, args, timeoutMs))
  if (current === undefined) throw createCommandError(program, 'wrote nothing on standard output')
  return { current, previous }
}

function run(program: string, args: readonly string[], timeoutMs: number): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutputBytes,
    })
  } catch (error) {
    // Not with `error` as its cause, which contains the output.
    throw createCommandError(program, toProblem(error as Failure, timeoutMs))
  }
}

type Failure = { code?: string; errno?: number; status?: number | null; signal?: string | null }

function toProblem({ code, errno, status, signal }: Failure, timeoutMs: number): string {
  if (code === 'ETIMEDOUT') return `took longer than ${timeoutMs / 1000} s`
  if (code === 'ENOBUFS') return `wrote more than ${maxOutputBytes / 1024} KiB`
  if (code === 'ENOENT') return 'was not found'
  if (code !== undefined) return `could not be run: ${errno === undefined ? code : getSystemErrorMessage(errno)}`
  return typeof status === 'number' ? `ended with ${status}` : `was ended by ${signal}`
}

function parseOutput(program: string, output: string): Buffer[] {
  try {
    return parseMasterKeys(output)
  } catch {
    const problem = 'wrote something other than keys: 32 random bytes in base64 or hexadecimal, one key per line'
    throw createCommandError(program, problem)
  }
}

function createCommandError(program: string, problem: string): Error {
  return new Error(
    `The master key command (SIGNPOST_MASTER_KEY_COMMAND) ${program} ${problem}. Run it by hand as this user to see why`,
  )
}
