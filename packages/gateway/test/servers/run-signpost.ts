import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { preloadVariable } from '../../../../scripts/test-run/preload-variable.ts'

/** The command as users start it. */
export const signpostBin = fileURLToPath(new URL('../../bin/signpost.js', import.meta.url))

/** Beside its arguments, what a command runs with. */
export interface RunOptions {
  /** Given as `--data-dir`. */
  readonly dataDir?: string
  /** Added to the environment, which is otherwise this process's without any SIGNPOST_ variable. */
  readonly env?: Readonly<Record<string, string>>
  /** Text for standard input, which is empty otherwise. */
  readonly input?: string
  readonly cwd?: string
}

/** How a command ended and what it wrote. */
export interface RunResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a `signpost` command to its end, whatever that is. */
export async function runSignpost(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const place = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir]
  const child = spawn(process.execPath, [signpostBin, ...args, ...place], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
  })
  // A command that ends before it has read its input closes the pipe under us; its exit code tells what happened.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  const [code, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

/**
 * Runs a command with `--json` and gives its value.
 * @throws Error with what the command wrote when it fails, or when standard output is not exactly one JSON value
 */
export async function readSignpost<Value>(args: readonly string[], options: RunOptions = {}): Promise<Value> {
  const { code, stdout, stderr } = await runSignpost([...args, '--json'], options)
  if (code !== 0) throw new Error(`signpost ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Value
}

/**
 * The environment of this process without what configures Signpost, so that a test says all that it depends on. In a test run,
 * processes preload what the run has made for a faster start; a test that has options of its own for Node does without.
 */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SIGNPOST|NODE|OTEL)_/.test(name))
  const preload = process.env[preloadVariable]
  return { ...Object.fromEntries(kept), ...(preload === undefined ? {} : { NODE_OPTIONS: preload }), ...added }
}
