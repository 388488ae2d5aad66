import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { findFreePort } from '../../packages/gateway/test/free-port.ts'

/** A Redis server of the benchmark's own, in memory only, as rate limits want it. */
export interface RedisServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts it on a free port. @throws Error when Redis is not installed */
export async function startRedis(): Promise<RedisServer> {
  const port = await findFreePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', options, { stdio: 'ignore' })
  let failure: unknown
  child.once('error', (error) => {
    failure = error
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  while (!(await accepts(port))) {
    if (failure !== undefined || child.exitCode !== null)
      throw new Error('redis-server did not start', { cause: failure })
    await wait(20)
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      process.off('exit', kill)
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
