import { execFileSync } from 'node:child_process'
import { splitCommand } from '../core/command-words.ts'
import { parseMasterKeys } from './master-key.ts'
import type { StoredMasterKeys } from './master-key-file.ts'

const defaultTimeoutMs = 10_000
/** A ring of a hundred keys is far below. */
const maxOutputBytes = 16 * 1024

/**
 * Runs the command that supplies the master key: the first line of its standard output is the current key, each further
 * one a former key. It gets this process's environment, an empty standard input and no shell; what it writes on standard
 * error goes nowhere, since it may hold secrets.
 * @throws Error that says how it failed and names the program, never its arguments or its output
 */
export function runMasterKeyCommand(command: string, timeoutMs = defaultTimeoutMs): StoredMasterKeys {
  const [program, ...args] = splitCommand(command) ?? []
  if (program === undefined) throw createError('', 'is not a command')
  const [current, ...previous] = parseOutput(program, run(program, args, timeoutMs))
  if (current === undefined) throw createError(program, 'wrote nothing on standard output')
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
    // Without its cause, which holds the output.
    throw createError(program, describeFailure(error as Failure, timeoutMs))
  }
}

type Failure = { code?: string; status?: number | null; signal?: string | null }

function describeFailure({ code, status, signal }: Failure, timeoutMs: number): string {
  if (code === 'ETIMEDOUT') return `took longer than ${timeoutMs / 1000} s`
  if (code === 'ENOBUFS') return `wrote more than ${maxOutputBytes / 1024} KiB`
  if (code === 'ENOENT') return 'was not found'
  if (code !== undefined) return `could not be run (${code})`
  return typeof status === 'number' ? `ended with ${status}` : `was ended by ${signal}`
}

function parseOutput(program: string, output: string): Buffer[] {
  try {
    return parseMasterKeys(output)
  } catch {
    throw createError(
      program,
      'wrote something else than keys: 32 random bytes in base64 or hexadecimal, one key a line',
    )
  }
}

function createError(program: string, problem: string): Error {
  return new Error(
    `The master key command (SIGNPOST_MASTER_KEY_COMMAND) ${program} ${problem}. Run it by hand as this user to see why`,
  )
}
