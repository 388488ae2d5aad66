import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import type { Runner } from '../runner.ts'
import type { Order, Reply } from './answer-orders.ts'

/** The separate process of a contestant. */
export interface ProcessPlan {
  readonly name: string
  readonly hasOwnClock: boolean
  /** A program and its arguments. It answers orders with `answerOrders`. */
  readonly command: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/**
 * Starts a contestant in another process, which may use another engine. It waits for orders, and takes its turn like all others.
 * @throws Error when it does not start
 */
export async function runApart({ name, hasOwnClock, command, env }: ProcessPlan): Promise<Runner & Disposable> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child, 'spawn')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  // A write to a process that has ended needs no handling here: its output ends as well.
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  const ask = async (order: Order): Promise<Reply> => {
    child.stdin.write(`${JSON.stringify(order)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`${basename(program)} has ended`)
    const reply = JSON.parse(value) as Reply
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error}`)
    return reply
  }

  await ask('greet')
  return {
    name,
    hasOwnClock,
    async sign(order) {
      const { url = '' } = await ask({ sign: order })
      return url
    },
    async prepare(signingCase) {
      const { credentials = 0 } = await ask({ prepare: signingCase })
      return {
        credentials,
        async time(count) {
          const { elapsedMs = Number.NaN } = await ask({ time: count })
          return elapsedMs
        },
      }
    },
    [Symbol.dispose]() {
      process.off('exit', kill)
      kill()
    },
  }
}
