import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Signer } from '../../packages/gateway/test/samples/sign.ts'
import { askThrough } from '../../packages/gateway/test/servers/ask-repeatedly.ts'
import type { ClaimResult } from '../fault.ts'
import { firstBucket } from './installation.ts'
import { formatCount, type Journal, signedOutcome } from './journal.ts'

/** A gateway has recovered when it signs this many requests in a row. */
const inARow = 20

const pauseMs = 20

/** The longest wait, whatever the bound of the claim. */
const limitMs = 30_000

/**
 * Waits until a gateway signs again, without intervening.
 * @param since the end of the fault, `performance.now()`
 * @returns milliseconds from the end of the fault to the first of the requests signed in a row; undefined if there is no such row
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

/** Claims that the gateway recovered on its own, and soon, after each fault. @param times from {@link measureRecovery} */
export function claimRecovery(times: readonly (number | undefined)[], boundMs: number): ClaimResult {
  const measured = times.filter((time) => time !== undefined).toSorted((one, other) => one - other)
  const longest = measured.at(-1) ?? Number.POSITIVE_INFINITY
  const never = times.length - measured.length
  const median = measured[Math.floor(measured.length / 2)] ?? Number.NaN
  const figure = `${times.length} times, median ${formatCount(median)} ms, longest ${formatCount(longest)} ms`
  return {
    claim: `it signs again on its own within ${formatCount(boundMs / 1000)} s`,
    holds: never === 0 && longest <= boundMs,
    figure: never === 0 ? figure : `${figure}, NEVER ${never} times`,
  }
}
