import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Contestant } from '../contestant.ts'
import { runHere, type SignOnce } from '../runner.ts'
import type { SigningCase } from '../signing-case.ts'
import type { SigningLoop } from '../signing-loop.ts'

/** What `run-apart.ts` asks a process for: each is a line of JSON. */
export type Order =
  /** Whether it is there. */
  | 'greet'
  | { readonly sign: SignOnce }
  | { readonly prepare: SigningCase }
  /** How many URLs. */
  | { readonly time: number }

/** A line of JSON for each order. */
export interface Reply {
  /** To `sign`: a URL. */
  readonly url?: string
  /** To `prepare`: clients. */
  readonly credentials?: number
  /** To `time`. */
  readonly elapsedMs?: number
  readonly error?: string
}

/** Lets a contestant do what the lines of standard input ask for, until they end. It times itself, so that pipes cost it nothing. */
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
