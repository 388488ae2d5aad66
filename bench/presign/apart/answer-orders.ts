import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Contestant } from '../contestant.ts'
import { runHere, type SignOnce } from '../runner.ts'
import type { SigningCase } from '../signing-case.ts'
import type { SigningLoop } from '../signing-loop.ts'

/** An order of `run-apart.ts` to a process: a line of JSON. */
export type Order =
  /** Asks whether the process is ready. */
  | 'greet'
  | { readonly sign: SignOnce }
  | { readonly prepare: SigningCase }
  /** The number of URLs to sign and time. */
  | { readonly time: number }

/** The reply to an order: a line of JSON. */
export interface Reply {
  /** The reply to `sign`: a URL. */
  readonly url?: string
  /** The reply to `prepare`: the number of clients. */
  readonly credentials?: number
  /** The reply to `time`. */
  readonly elapsedMs?: number
  readonly error?: string
}

/** Lets a contestant follow the orders on standard input until they end. It times itself, so that the pipes cost it nothing. */
export async function answerOrders(contestant: Contestant): Promise<void> {
  const runner = runHere(contestant)
  let loop: SigningLoop | undefined
  const follow = async (order: Order): Promise<Reply> => {
    if (order === 'greet') return {}
    if ('sign' in order) return { url: await runner.sign(order.sign) }
    if ('prepare' in order) {
      loop = await runner.prepare(order.prepare)
      return { credentials: loop.credentials }
    }
    if (loop === undefined) throw new Error('`prepare` comes before `time`')
    return { elapsedMs: await loop.time(order.time) }
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await follow(JSON.parse(line) as Order).catch((error: Error): Reply => ({ error: error.message }))
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
}
