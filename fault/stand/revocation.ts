import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import type { ClaimResult, FaultSize } from '../fault.ts'
import type { Installation } from './installation.ts'
import { formatCount, type NotedAnswer, signedOutcome } from './journal.ts'
import { startLoad } from './load.ts'

/** What clients of one gateway got with a token that was revoked while they used it. */
export interface Revocation {
  readonly answers: readonly NotedAnswer[]
  /** From the moment that the command had said so to the last URL that came in; negative when that was earlier. */
  readonly lastSignedMs: number
  /** From that moment to the last request that was sent and still got a URL. */
  readonly lastSentMs: number
}

/** What {@link measureRevocation} needs. */
export interface RevocationOptions {
  readonly installation: Installation
  /** URLs of the gateways: clients use the token on each of them. */
  readonly urls: readonly string[]
  readonly name: string
  readonly size: FaultSize
  readonly clients: number
  /** Something that happens right before, while clients ask. */
  readonly before?: () => void
}

/** By when every node refuses a token that was revoked: what docs/tokens.md promises. */
export const revocationLimitMs = 2000

/** How long clients go on after that, to be sure that nothing comes back. */
const afterMs = 700

/**
 * Revokes a token with which clients ask every gateway for URLs, one after the other.
 * @returns what came of it at each gateway
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

/** No URL came in later than 2 s after a revocation. */
export function claimRevoked(revocations: readonly Revocation[]): ClaimResult {
  const last = Math.max(...revocations.map(({ lastSignedMs }) => lastSignedMs))
  return {
    claim: 'no success 2 s after a token was revoked',
    holds: revocations.length > 0 && last <= revocationLimitMs,
    figure: `${revocations.length} times, the last success ${describeMoment(last)} the command ended`,
  }
}

/** Milliseconds from a moment, as in `12 ms before`. */
export function describeMoment(milliseconds: number): string {
  return `${formatCount(Math.abs(milliseconds))} ms ${milliseconds < 0 ? 'before' : 'after'}`
}
