import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askThrough } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import type { ClaimResult } from '../fault.ts'
import { firstBucket } from './installation.ts'
import { formatCount, type Journal, signedOutcome } from './journal.ts'

/** A gateway is well again when so many requests in a row are signed. */
const inARow = 20

const pauseMs = 20

/** How long one waits at most, whatever the claim says. */
const limitMs = 30_000

/**
 * Waits until a gateway signs again, without touching it.
 * @param since the end of the fault, `performance.now()`
 * @returns milliseconds from there to the first of the requests that were signed in a row; undefined when there were none
 */
export async function measureRecovery(signer: Signer, journal: Journal, since: number): Promise<number | undefined> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let signed = 0
  let firstAt = 0
  while (signed < inARow && performance.now() - since < limitMs) {
    const query = `bucket=${firstBucket}&key_name=recovery`
    const { outcome, endedAt } = journal.note(await askThrough(agent, { signer, query }))
    if (outcome !== signedOutcome) {
      signed = 0
      await sleep(pauseMs)
    } else if (signed++ === 0) firstAt = endedAt
  }
  agent.destroy()
  return signed < inARow ? undefined : firstAt - since
}

/** The gateway came back by itself after each fault, and soon. @param times as {@link measureRecovery} gave them */
export function claimRecovery(times: readonly (number | undefined)[], boundMs: number): ClaimResult {
  const measured = times.filter((time) => time !== undefined).toSorted((one, other) => one - other)
  const longest = measured.at(-1) ?? Number.POSITIVE_INFINITY
  const never = times.length - measured.length
  const median = measured[Math.floor(measured.length / 2)] ?? Number.NaN
  const figure = `${times.length} times, median ${formatCount(median)} ms, longest ${formatCount(longest)} ms`
  return {
    claim: `it signs again by itself within ${formatCount(boundMs / 1000)} s`,
    holds: never === 0 && longest <= boundMs,
    figure: never === 0 ? figure : `${figure}, NEVER ${never} times`,
  }
}
