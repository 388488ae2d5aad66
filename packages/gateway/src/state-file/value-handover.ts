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

/** What there is at the place of a value already. */
export type Handover =
  | { readonly kind: 'new' }
  /** A run that was cut short, or another installation, has left a value there that no token has. */
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'taken'; readonly problem: string }

/** Looks at where a value is to go, without changing anything. */
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
    const problem = `${file} is there already, and others may have written it, so they may know the value: move it away, or name another file`
    return { kind: 'taken', problem }
  }
  if (isTokenShaped(found) && (await tokens.findByHash(hashToken(found))) === undefined)
    return { kind: 'kept', text: found }
  return {
    kind: 'taken',
    problem: `${file} is there already, and is never written over: move it away, or name another file`,
  }
}

/**
 * A token and a line break are far shorter than what is read.
 * @returns undefined when there is no such file; `foreign` for one that another user has made, or may write: a value of his
 * choice would be a token that he has
 */
function readValue(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  if (!stats.isFile() || stats.size >= 1000) return ''
  // Windows has neither.
  const isOwn = process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o022) === 0)
  return isOwn ? readFileSync(path, 'utf8').trim() : 'foreign'
}

/**
 * Hands a value over before its token is made: what is cut short then leaves a value that nobody takes, and no token whose
 * value nobody has.
 * @throws Error that does not repeat the value
 */
export async function handOver(value: string, { file, command = '' }: ValueTo, folder: string): Promise<string> {
  if (file === undefined) {
    await sendToCommand(value, command, folder)
    return `Its value was given to: ${command}`
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
 * Gives the value, without a line break, to a command on its standard input. It runs in the folder of the file, with this
 * process's environment and without a shell. What it writes goes nowhere: it may repeat the value.
 */
async function sendToCommand(value: string, command: string, folder: string): Promise<void> {
  const [program = '', ...args] = splitCommand(command) ?? []
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    signal: AbortSignal.timeout(commandTimeoutMs),
    killSignal: 'SIGKILL',
  })
  // One that ends before it has read everything says so by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(value)
  const failed = (problem: string) => new Error(`The command ${program} ${problem}. Run it by hand to see why`)
  const [code, signal] = (await once(child, 'exit').catch((error: NodeJS.ErrnoException) => {
    if (error.name === 'AbortError') throw failed(`took longer than ${commandTimeoutMs / 1000} s`)
    throw failed(error.code === 'ENOENT' ? 'was not found' : `could not be run: ${describeSystemError(error)}`)
  })) as [number | null, string | null]
  if (code !== 0) throw failed(code === null ? `was ended by ${signal}` : `ended with ${code}`)
}
