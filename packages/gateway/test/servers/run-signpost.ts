import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { preloadVariable } from '../../../../scripts/test-run/preload-variable.ts'

/** The command that users start. */
export const signpostBin = fileURLToPath(new URL('../../bin/signpost.js', import.meta.url))

/** The options of a command beside its arguments. */
export interface RunOptions {
  /** Passed as `--data-dir`. */
  readonly dataDir?: string
  /** Added to the environment of this process, from which every SIGNPOST_ variable is removed. */
  readonly env?: Readonly<Record<string, string>>
  /** Text for standard input, which is empty by default. */
  readonly input?: string
  readonly cwd?: string
}

/** The exit code and the output of a command. */
export interface RunResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a `signpost` command until it ends, successfully or not. */
export async function runSignpost(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const place = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir]
  const child = spawn(process.execPath, [signpostBin, ...args, ...place], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
  })
  // A command that ends before it has read its input closes the pipe. Its exit code tells what happened.
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
 * Runs a command with `--json` and returns its value.
 * @throws Error with the command's output when it fails, or when standard output is not exactly one JSON value
 */
export async function readSignpost<Value>(args: readonly string[], options: RunOptions = {}): Promise<Value> {
  const { code, stdout, stderr } = await runSignpost([...args, '--json'], options)
  if (code !== 0) throw new Error(`signpost ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Value
}

/**
 * The environment of this process without the variables that configure Signpost, so that a test states everything that it depends
 * on. In a test run, processes preload a bundle that the run has made, to start faster. A test with its own options for Node.js
 * does not use that bundle, unless they come from {@link preload}.
 */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SIGNPOST|NODE|OTEL)_/.test(name))
  const preload = process.env[preloadVariable]
  return { ...Object.fromEntries(kept), ...(preload === undefined ? {} : { NODE_OPTIONS: preload }), ...added }
}

/** The options of Node.js with which a process preloads the module of a test, and the bundle of the run. @param url the module's */
export function preload(url: string): string {
  return `${process.env[preloadVariable] ?? ''} --import=${url}`.trim()
}
