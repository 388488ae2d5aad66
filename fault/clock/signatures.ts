import { type Signed, sign } from '../../packages/gateway/test/samples/sign.ts'
import { createPresigner } from '../../packages/presign/src/index.ts'
import type { ClaimResult } from '../fault.ts'
import { claimNoneLost } from '../stand/claims.ts'
import { firstBucket, installationKeys, installationRegion } from '../stand/installation.ts'
import { formatCount } from '../stand/journal.ts'
import type { ClockStand } from './clock-stand.ts'
import { dayMs, hourMs, yearMs } from './movable-clock.ts'

const expiresInSeconds = 300

/** From the beginning of Unix time, where a machine without a battery starts, to the end of the century. */
const extremes = [Date.UTC(1970, 0, 1, 0, 0, 1), Date.UTC(2099, 11, 31, 23, 59, 59)]

const steps = [0, dayMs, -dayMs, 0, 1000, -1000, hourMs, 0, 7 * dayMs, -yearMs, yearMs, dayMs, 0]

/**
 * Sets the clock back and forth, and compares each URL with the URL that a presigner without a cache makes for the same
 * moment. (That presigner's own tests compare it with the AWS SDK and AWS's published examples.)
 */
export async function claimSignatures(stand: ClockStand, jumps: number): Promise<ClaimResult> {
  const { clock, gateway, token } = stand
  const wrong: string[] = []
  for (let jump = 0; jump < jumps; jump++) {
    clock.setAhead(chooseJump(jump))
    const key = `clock/${jump}`
    const from = clock.now()
    const signed = await sign({ url: gateway.url, token }, { bucket: firstBucket, key_name: key })
    const problem = findProblem(stand, signed, { from, until: clock.now() })
    if (problem !== undefined) wrong.push(`${new Date(from).toISOString()}: ${problem}`)
  }
  clock.setAhead(0)
  const claim = 'each URL is dated and signed, and expires, by the clock of its moment'
  return claimNoneLost(claim, wrong, `${formatCount(jumps)} jumps, from 1970 to 2099`)
}

/** Chooses each known step, then the extremes, then a random time within a year. */
function chooseJump(jump: number): number {
  const step = steps[jump]
  if (step !== undefined) return step
  const extreme = extremes[jump - steps.length]
  return extreme === undefined ? Math.round((Math.random() - 0.5) * 2 * yearMs) : extreme - Date.now()
}

function findProblem(
  { installation }: ClockStand,
  { signedUrl, expiresAt, key }: Signed,
  moment: { from: number; until: number },
): string | undefined {
  const date = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(signedUrl)?.slice(1) ?? []
  const [year = 0, month = 0, day, hour, minute, second] = date.map(Number)
  const signedAt = Date.UTC(year, month - 1, day, hour, minute, second)
  if (signedAt < moment.from - 1000 || signedAt > moment.until) return `dated ${date.join(' ')}`
  const presigner = createPresigner({
    credentials: installationKeys,
    region: installationRegion,
    endpoint: installation.s3.endpoint,
  })
  const { url } = presigner.presign({ method: 'GET', bucket: firstBucket, key, expiresInSeconds, signedAt })
  if (signedUrl !== url) return `${signedUrl} and not ${url}`
  return Date.parse(expiresAt) === signedAt + expiresInSeconds * 1000 ? undefined : `ends ${expiresAt}`
}
