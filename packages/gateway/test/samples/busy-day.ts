import type { Action } from '../../src/core/actions.ts'
import type { Database } from '../../src/core/ports.ts'
import { sampleAuditEvent } from './samples.ts'

/** A token with made-up requests. */
interface BusyToken {
  readonly id: string
  readonly credentialId: string
  readonly bucket: string
  readonly prefix: string
  readonly action: Action
  /** Its share of the requests. */
  readonly share: number
}

const hourMs = 3_600_000
const files = ['sunset.jpg', 'invoice-2041.pdf', 'team.png', 'intro.mp4', 'export.csv', 'avatar.webp', 'contract.pdf']
const refusals = [
  { code: 'bucket_not_allowed', status: 403 },
  { code: 'key_not_allowed', status: 403 },
  { code: 'rate_limited', status: 429 },
  { code: 'invalid_request', status: 400 },
] as const

/** Fills the audit log with a day of a small company, the same one each time. @param now the end of the day, epoch milliseconds */
export async function fillBusyDay(
  { audit }: Database,
  accountId: string,
  tokens: readonly BusyToken[],
  now: number,
): Promise<void> {
  let state = 1
  // A linear congruential generator (Numerical Recipes), so that new screenshots differ only in what has changed.
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
  const events = []
  for (let hour = 23; hour >= 0; hour--) {
    const at = now - hour * hourMs
    const ofDay = new Date(at).getUTCHours()
    const count = 15 + Math.round((ofDay > 6 && ofDay < 20 ? 90 : 20) * (0.6 + random() * 0.8))
    for (let n = 0; n < count; n++) {
      const draw = random()
      const token = tokens.find((_, index) => draw < sumShares(tokens, index)) ?? tokens[0]
      if (token === undefined) return
      const file = files[Math.floor(random() * files.length)]
      const isRefused = random() < 0.04
      const refusal = isRefused ? { outcome: 'denied' as const, ...refusals[Math.floor(random() ** 2 * 4)] } : {}
      events.push(
        sampleAuditEvent({
          ...{ accountId, tokenId: token.id, at: Math.floor(at - random() * hourMs), action: token.action },
          ...{ bucket: token.bucket, key: `${token.prefix}${file}`, expiresInSeconds: 600 },
          clientAddress: `203.0.113.${Math.floor(random() * 40)}`,
          ...(isRefused ? refusal : { credentialId: token.credentialId }),
        }),
      )
    }
  }
  await audit.append(events.sort((a, b) => a.at - b.at).map((event) => [event]))
}

const sumShares = (tokens: readonly BusyToken[], last: number): number =>
  tokens.slice(0, last + 1).reduce((sum, { share }) => sum + share, 0)
