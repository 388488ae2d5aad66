import { spawn } from 'node:child_process'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { cleanEnvironment, type RunOptions, signpostBin } from './run-signpost.ts'

/** Why a test that needs a terminal is skipped; false if it is not skipped. */
export const skipWithoutTerminal = skipWithout('script')

/** A command that runs on a pseudo-terminal. */
export interface TerminalCommand {
  /** The output so far, with the terminal's echo. */
  said(): string
  /** Types text; `\x03` is Ctrl-C. */
  type(text: string): void
  /** Resolves with the exit code when the command ends. */
  readonly ended: Promise<number | null>
}

/** Starts a `signpost` command on a pseudo-terminal. @param output a file for standard output; the terminal by default */
export function startOnTerminal(
  args: readonly string[],
  { dataDir, env, output }: Pick<RunOptions, 'dataDir' | 'env'> & { readonly output?: string } = {},
): TerminalCommand {
  const place = dataDir === undefined ? [] : ['--data-dir', dataDir]
  const words = [process.execPath, signpostBin, ...args, ...place].map((word) => `'${word}'`)
  const command = `${words.join(' ')}${output === undefined ? '' : ` > '${output}'`}`
  const child = spawn('script', ['-qec', `exec ${command}`, '/dev/null'], {
    env: cleanEnvironment({ TERM: 'xterm', ...env }),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  // A command that ends before it has read its input closes the pipe, which must not fail the test.
  child.stdin.on('error', () => {})
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { said: () => said, type: (text) => void child.stdin.write(text), ended }
}
