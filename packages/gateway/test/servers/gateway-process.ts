import { spawn } from 'node:child_process'
import { cleanEnvironment, type RunOptions, signpostBin } from './run-signpost.ts'

/** The report that `serve --json` prints when it is ready. */
export interface StartReport {
  readonly url: string
  readonly metrics?: string
  readonly dataDir: string
  /** The link for the first administrator. */
  readonly dashboard?: string
  readonly sandbox?: { readonly endpoint: string; readonly token: string }
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A running `signpost serve`. */
export interface GatewayProcess {
  readonly pid: number
  readonly report: StartReport
  /** Everything on standard output so far. */
  stdout(): string
  /** Everything on standard error so far: the log. */
  logs(): string
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Exit>
  [Symbol.asyncDispose](): Promise<void>
}

/** A `signpost serve` with output for people. */
export type HumanGatewayProcess = Omit<GatewayProcess, 'report'>

/** Options of `serve` in addition to `--port 0`. */
export interface ServeOptions extends Omit<RunOptions, 'input'> {
  readonly args?: readonly string[]
  /** How many files it may open (`ulimit -n`); by default as many as this process. */
  readonly openFiles?: number
}

/** Starts `signpost serve --json` on a free port of 127.0.0.1 and waits until it is ready. */
export async function startGateway(options: ServeOptions): Promise<GatewayProcess> {
  const started = await spawnServe({ ...options, args: ['--json', ...(options.args ?? [])] }, (stdout) =>
    stdout.endsWith('\n'),
  )
  return { ...started, report: JSON.parse(started.stdout()) as StartReport }
}

/** Starts `signpost serve` as a person does, and waits for the end of its message. */
export function startHumanGateway(options: ServeOptions): Promise<HumanGatewayProcess> {
  return spawnServe({ ...options, args: ['--text', ...(options.args ?? [])] }, (stdout) =>
    /^Signpost listens on .*\n$/s.test(stdout),
  )
}

const testDefaults = {
  // Another test may use the sandbox's usual port; 0 takes a free one.
  SIGNPOST_SANDBOX_PORT: '0',
  // The same goes for the port of the metrics.
  SIGNPOST_METRICS_PORT: '0',
  // Tests are not rate limited unless they test the limits.
  SIGNPOST_RATE_LIMIT: 'off',
  SIGNPOST_CLIENT_TOKEN_RATE_LIMIT: 'off',
  SIGNPOST_CHANGE_RATE_LIMIT: 'off',
  SIGNPOST_BAD_TOKEN_RATE_LIMIT: 'off',
}

async function spawnServe(options: ServeOptions, isReady: (stdout: string) => boolean): Promise<HumanGatewayProcess> {
  const place = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir]
  const env = { ...testDefaults, ...options.env }
  const command = [process.execPath, signpostBin, 'serve', '--port', '0', ...place, ...(options.args ?? [])]
  const limit = options.openFiles === undefined ? '' : `ulimit -n ${options.openFiles} && `
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    cwd: options.cwd,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  // A failing test file must not leave servers behind.
  process.once('exit', kill)
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      process.off('exit', kill)
      resolve({ code, signal })
    })
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      if (isReady(stdout)) resolve()
    })
  })
  const early = await Promise.race([ready, exited])
  if (early !== undefined)
    throw new Error(`serve ended with ${early.code ?? early.signal} before it was ready: ${stderr}`)

  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return exited
  }
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    logs: () => stderr,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop()
    },
  }
}
