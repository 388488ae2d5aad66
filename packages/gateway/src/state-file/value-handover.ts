import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { splitCommand } from '../core/command-words.ts'
import type { TokenRepository } from '../core/ports.ts'
import { describeSystemError } from '../core/system-error.ts'
import { hashToken, isTokenShaped } from '../tokens/token-format.ts'
import type { StateToken } from './state-fields.ts'

/** Where the value of a new token goes. */
export type ValueTo = NonNullable<StateToken['valueTo']>

/** What exists already at the destination of a value. */
export type Handover =
  | { readonly kind: 'new' }
  /** An interrupted run, or another installation, has left a value there that no token uses. */
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'taken'; readonly problem: string }

/** Inspects the destination of a value, without changing anything. */
export async function inspectHandover(
  { file }: ValueTo,
  folder: string,
  tokens: Pick<TokenRepository, 'findByHash'>,
): Promise<Handover> {
  if (file === undefined) return { kind: 'new' }
  const path = resolve(folder, file)
  const found = readValue(path)
  if (found === undefined) return { kind: 'new' }
  if (found === 'foreign') {
    const problem = `${file} exists already, and another user may have written it and know the value: move it away, or name another file`
    return { kind: 'taken', problem }
  }
  if (isTokenShaped(found) && (await tokens.findByHash(hashToken(found))) === undefined)
    return { kind: 'kept', text: found }
  return {
    kind: 'taken',
    problem: `${file} exists already, and is never overwritten: move it away, or name another file`,
  }
}

/**
 * Reads the value in a file, if there is one. A token with a line break is far shorter than the limit.
 * @returns undefined if the file does not exist; `foreign` if another user owns it or may write it, because such a user could choose
 * the value, and so possess the token
 */
function readValue(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (!stats.isFile() || stats.size >= 1000) return ''
  // Windows has neither owners nor modes.
  const isOwn = process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0)
  return isOwn ? readFileSync(path, 'utf8').trim() : 'foreign'
}

/**
 * Hands a value over before its token is created. An interruption then leaves a value without a token, never a token whose value
 * nobody has.
 * @throws Error that does not contain the value
 */
export async function handOver(value: string, { file, command = '' }: ValueTo, folder: string): Promise<string> {
  if (file === undefined) {
    await sendToCommand(value, command, folder)
    return `Its value was sent to: ${command}`
  }
  writeValue(value, resolve(folder, file), file)
  return `Its value is in ${file}.`
}

function writeValue(value: string, path: string, shown: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const descriptor = openSync(path, 'wx', 0o600)
    try {
      writeSync(descriptor, `${value}\n`)
      fsyncSync(descriptor)
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw new Error(`The value cannot be written to ${shown}: ${describeSystemError(error as Error)}`)
  }
}

const commandTimeoutMs = 60_000

/**
 * Sends the value, without a line break, to a command on its standard input. The command runs in the folder of the file, with this
 * process's environment and without a shell. Its output is discarded, because it may contain the value.
 */
async function sendToCommand(value: string, command: string, folder: string): Promise<void> {
  const [program = '', ...args] = splitCommand(command) ?? []
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    signal: AbortSignal.timeout(commandTimeoutMs),
    killSignal: 'SIGKILL',
  })
  // The exit code shows whether a command ended before it read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(value)
  const failed = (problem: string) => new Error(`The command ${program} ${problem}. Run it by hand to see why`)
  const [code, signal] = (await once(child, 'exit').catch((error: NodeJS.ErrnoException) => {
    if (error.name === 'AbortError') throw failed(`took longer than ${commandTimeoutMs / 1000} s`)
    throw failed(error.code === 'ENOENT' ? 'was not found' : `could not be run: ${describeSystemError(error)}`)
  })) as [number | null, string | null]
  if (code !== 0) throw failed(code === null ? `was killed by ${signal}` : `failed with exit code ${code}`)
}
