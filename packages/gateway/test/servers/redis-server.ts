import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { findFreePort } from './free-port.ts'

/** A test's own Redis server, empty, on a free port of 127.0.0.1. */
export interface RedisServer {
  readonly url: string
  /** Ends the server at once, as a power cut does. */
  kill(): Promise<void>
  /** Starts the server again on the same port, empty. */
  start(): Promise<void>
  /** Makes the server hang: connections stay open, and nothing answers. */
  pause(): void
  resume(): void
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a server.
 * @param password that clients must send; none by default
 * @param settings further arguments of the server
 */
export async function startRedis(password?: string, settings: readonly string[] = []): Promise<RedisServer> {
  const server = await reserveRedis(password, settings)
  await server.start()
  return server
}

/** Like {@link startRedis}, but without starting the server. */
export async function reserveRedis(password?: string, settings: readonly string[] = []): Promise<RedisServer> {
  const port = await findFreePort()
  const secured = password === undefined ? [] : ['--requirepass', password]
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const place = ['--port', String(port), '--bind', '127.0.0.1']
    const started = spawn('redis-server', [...place, '--save', '', '--appendonly', 'no', ...secured, ...settings])
    child = started
    process.once('exit', killNow)
    let output = ''
    const ready = new Promise<void>((resolve) => {
      started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
        if (output.includes('Ready to accept connections')) resolve()
      })
    })
    const ended = Promise.race([once(started, 'error'), once(started, 'exit')])
    const early = await Promise.race([ready, ended])
    if (early !== undefined) throw new Error(`redis-server did not start: ${String(early[0])} ${output}`)
  }

  function killNow(): void {
    child?.kill('SIGKILL')
  }

  async function kill(): Promise<void> {
    const ending = child
    if (ending === undefined) return
    child = undefined
    process.off('exit', killNow)
    const exited = once(ending, 'exit')
    ending.kill('SIGKILL')
    await exited
  }

  return {
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  }
}
