import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import type { ClaimResult, FaultSize } from '../fault.ts'
import type { Installation } from './installation.ts'
import { formatCount, type NotedAnswer, signedOutcome } from './journal.ts'
import { startLoad } from './load.ts'

/** The answers to clients of one gateway whose token was revoked while they used it. */
export interface Revocation {
  readonly answers: readonly NotedAnswer[]
  /** From the end of the revoking command to the arrival of the last URL; negative if the URL arrived earlier. */
  readonly lastSignedMs: number
  /** From the end of the command to the sending of the last request that still got a URL. */
  readonly lastSentMs: number
}

/** The options of {@link measureRevocation}. */
export interface RevocationOptions {
  readonly installation: Installation
  /** The URLs of the gateways. Clients use the token on each of them. */
  readonly urls: readonly string[]
  readonly name: string
  readonly size: FaultSize
  readonly clients: number
  /** Runs right before the revocation, while clients send requests. */
  readonly before?: () => void
}

/** The time within which every node refuses a revoked token, as docs/tokens.md promises. */
export const revocationLimitMs = 2000

/** How long clients continue afterwards, to prove that the token stays refused. */
const afterMs = 700

/**
 * Revokes a token while clients use it at every gateway, each for one URL after the other.
 * @returns the outcome at each gateway
 */
export async function measureRevocation(options: RevocationOptions): Promise<Revocation[]> {
  const { installation, urls, name, size, clients, before } = options
  const { id, token } = await installation.createToken(name)
  const loads = urls.map((url) => startLoad([{ url, token }], { size, clients }))
  const stopAll = () => Promise.all(loads.map((load) => load.stop()))
  const startedAt = performance.now()
  try {
    await waitUntil('every gateway knows the token', () =>
      loads.every(({ journal }) => journal.hasSigned(clients, startedAt)),
    )
    before?.()
    await installation.run(['token', 'revoke', id, '--yes'])
    const revokedAt = performance.now()
    await sleep(revocationLimitMs + afterMs)
    await stopAll()
    return loads.map(({ journal }) => describeRevocation(journal.answers, revokedAt))
  } finally {
    await stopAll()
  }
}

function describeRevocation(answers: readonly NotedAnswer[], revokedAt: number): Revocation {
  const signed = answers.filter(({ outcome }) => outcome === signedOutcome)
  const findLast = (moment: 'sentAt' | 'endedAt') => Math.max(...signed.map((answer) => answer[moment])) - revokedAt
  return { answers, lastSignedMs: findLast('endedAt'), lastSentMs: findLast('sentAt') }
}

/** Claims that no URL arrived later than 2 s after a revocation. */
export function claimRevoked(revocations: readonly Revocation[]): ClaimResult {
  const last = Math.max(...revocations.map(({ lastSignedMs }) => lastSignedMs))
  return {
    claim: 'no success 2 s after a revocation',
    holds: revocations.length > 0 && last <= revocationLimitMs,
    figure: `${revocations.length} times, the last success ${describeMoment(last)} the command ended`,
  }
}

/** Formats a difference from a moment, as in `12 ms before`. */
export function describeMoment(milliseconds: number): string {
  return `${formatCount(Math.abs(milliseconds))} ms ${milliseconds < 0 ? 'before' : 'after'}`
}
