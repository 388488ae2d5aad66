import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { type Cores, pinCommand } from '../measure/cores.ts'

/** A server in a process of its own. */
export interface RunningServer {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly origin: string
  readonly pid: number
  /** From the start of the process to its first line, in milliseconds. */
  readonly startedInMs: number
  stop(): Promise<void>
}

/** How to start a server. */
export interface SpawnOptions {
  /** The program and its arguments. It prints a line of JSON with its `url` as soon as it listens. */
  readonly command: readonly string[]
  readonly core: Cores | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a server and waits until it listens. Its standard error is discarded, so that reading its log costs nothing. */
export async function spawnServer({ command, core, env = {} }: SpawnOptions): Promise<RunningServer> {
  const [program = '', ...args] = pinCommand(core, command)
  const startedAt = performance.now()
  const child = spawn(program, args, { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'ignore'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const url = await readUrl(child, command)
  const startedInMs = performance.now() - startedAt
  return {
    origin: url,
    pid: child.pid ?? 0,
    startedInMs,
    async stop() {
      process.off('exit', kill)
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function readUrl(child: ChildProcess, command: readonly string[]): Promise<string> {
  let output = ''
  const announced = new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      // Some servers write their log to standard output as well.
      const url = /^\{(?:.*,)?"url":"([^"]+)".*\n/m.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${basename(command.at(-1) ?? '')} ended with ${code} before it listened`)
  })
  return Promise.race([announced, ended])
}

/** The environment of production, without variables that configure another gateway of the person who measures. */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SIGNPOST|NODE|AWS|COMPANION)_/.test(name))
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', ...added }
}
