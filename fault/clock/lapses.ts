import { setTimeout as sleep } from 'node:timers/promises'
import { answerError, answerListing, type Script } from '../../packages/gateway/test/servers/scripted-s3.ts'
import type { ClaimResult } from '../fault.ts'
import { askOutcome, type ClockStand, compareOutcomes } from './clock-stand.ts'
import { dayMs, hourMs } from './movable-clock.ts'

/** Claims that a token expires exactly when the clock says so. */
export async function claimTokenEnd(stand: ClockStand): Promise<ClaimResult> {
  const { token } = await stand.installation.createToken('ends', { expiresAt: Date.now() + 3_600_000 })
  const outcomes: string[] = []
  for (const aheadMs of [0, 2 * hourMs, 0]) {
    stand.clock.setAhead(aheadMs)
    outcomes.push(await askOutcome(stand, token))
  }
  const expected = ['signed', '401 token_expired', 'signed']
  return compareOutcomes('an expired token is refused at once, and not before', outcomes, expected)
}

/** Claims that no client is locked out for longer than a window, whatever the clock did. */
export async function claimRate(stand: ClockStand): Promise<ClaimResult> {
  const points = 3
  const { token } = await stand.installation.createToken('narrow', { rate: `${points}/s:${points}` })
  const outcomes = new Set<string>()
  for (const aheadMs of [0, dayMs, 0, -dayMs, 0]) {
    stand.clock.setAhead(aheadMs)
    for (let request = 0; request < points; request++) await askOutcome(stand, token)
    const after = await askOutcome(stand, token)
    // The window lasts one second.
    stand.clock.advance(1001)
    outcomes.add(`${after}, a window later ${await askOutcome(stand, token)}`)
  }
  stand.clock.setAhead(0)
  const expected = ['429 rate_limited, a window later signed']
  return compareOutcomes('a rate is enforced, and locks nobody out for longer than its window', [...outcomes], expected)
}

/** Claims that an answer of S3 from a time when the clock was ahead is not cached for longer once the clock is right again. */
export async function claimMissingBucket(stand: ClockStand): Promise<ClaimResult> {
  const outcomes = await askAroundJump(stand, 'first-late', answerError(404, 'NoSuchBucket'), 15_001)
  const expected = ['404 bucket_not_found', 'signed']
  return compareOutcomes('a new bucket is found 15 s later, even when the clock went back', outcomes, expected)
}

/** Claims that a circuit breaker that opened while the clock was ahead closes in time. The credential `away` has its own breaker. */
export async function claimBreaker(stand: ClockStand): Promise<ClaimResult> {
  const outcomes = await askAroundJump(stand, 'away-bucket', (_request, response) => response.destroy(), 10_001)
  const expected = ['signed unchecked', 'signed']
  return compareOutcomes('S3 is asked again 10 s after an outage, even when the clock went back', outcomes, expected)
}

/**
 * Asks for a bucket with the clock a day ahead, while S3 has a fault. Then the clock is right again, S3 is well, and time passes.
 * @returns both outcomes; before the second one, S3 has a moment to answer the gateway's check in the background
 */
async function askAroundJump(stand: ClockStand, bucket: string, fault: Script, waitMs: number): Promise<string[]> {
  const { installation, clock, token } = stand
  const { s3 } = installation
  s3.answerWith((request, response) => {
    const script = request.url?.startsWith(`/${bucket}?`) === true ? fault : answerListing()
    script(request, response)
  })
  clock.setAhead(dayMs)
  const before = await askOutcome(stand, token, bucket)
  clock.setAhead(0)
  s3.answerWith(answerListing())
  clock.advance(waitMs)
  let after = ''
  for (let attempt = 0; attempt < 20 && after !== 'signed'; attempt++) {
    after = await askOutcome(stand, token, bucket)
    await sleep(20)
  }
  clock.setAhead(0)
  return [before, after]
}
