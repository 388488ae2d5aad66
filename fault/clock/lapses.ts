import { setTimeout as sleep } from 'node:timers/promises'
import { answerError, answerListing, type Script } from '../../packages/gateway/test/servers/scripted-s3.ts'
import type { ClaimResult } from '../fault.ts'
import { askOutcome, type ClockStand, compareOutcomes } from './clock-stand.ts'
import { dayMs, hourMs } from './movable-clock.ts'

/** A token ends when the clock says so, and not a request later. */
export async function claimTokenEnd(stand: ClockStand): Promise<ClaimResult> {
  const { token } = await stand.installation.createToken('ends', { expiresAt: Date.now() + 3_600_000 })
  const outcomes: string[] = []
  for (const aheadMs of [0, 2 * hourMs, 0]) {
    stand.clock.setAhead(aheadMs)
    outcomes.push(await askOutcome(stand, token))
  }
  const expected = ['signed', '401 token_expired', 'signed']
  return compareOutcomes('a token that has ended is refused at once, and not before', outcomes, expected)
}

/** Nobody is locked out for longer than a window, wherever the clock went. */
export async function claimRate(stand: ClockStand): Promise<ClaimResult> {
  const points = 3
  const { token } = await stand.installation.createToken('narrow', { rate: `${points}/s:${points}` })
  const outcomes = new Set<string>()
  for (const aheadMs of [0, dayMs, 0, -dayMs, 0]) {
    stand.clock.setAhead(aheadMs)
    for (let request = 0; request < points; request++) await askOutcome(stand, token)
    const after = await askOutcome(stand, token)
    // The window has a second.
    stand.clock.advance(1001)
    outcomes.add(`${after}, a window later ${await askOutcome(stand, token)}`)
  }
  stand.clock.setAhead(0)
  const expected = ['429 rate_limited, a window later signed']
  return compareOutcomes('a rate is kept, and locks nobody out for longer than its window', [...outcomes], expected)
}

/** What S3 said while the clock was ahead does not count for longer once it is right again. */
export async function claimMissingBucket(stand: ClockStand): Promise<ClaimResult> {
  const outcomes = await askAroundJump(stand, 'first-late', answerError(404, 'NoSuchBucket'), 15_001)
  const expected = ['404 bucket_not_found', 'signed']
  return compareOutcomes('a bucket that is made is found 15 s later, also when the clock went back', outcomes, expected)
}

/** A circuit breaker that opened while the clock was ahead closes in time. The credential `away` has one of its own. */
export async function claimBreaker(stand: ClockStand): Promise<ClaimResult> {
  const outcomes = await askAroundJump(stand, 'away-bucket', (_request, response) => response.destroy(), 10_001)
  const expected = ['signed unchecked', 'signed']
  return compareOutcomes('S3 is asked again 10 s after an outage, also when the clock went back', outcomes, expected)
}

/**
 * Asks for a bucket a day ahead, while S3 has a fault; then the clock is right again, S3 is well, and time passes.
 * @returns both outcomes; the second one after S3 had a moment to answer behind the gateway's answers
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
