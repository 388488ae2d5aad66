import { startRetention } from '../../packages/gateway/src/audit/retention.ts'
import { silentLogger } from '../../packages/gateway/test/samples/audit-repository-stub.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import type { ClaimResult } from '../fault.ts'
import { claimNoneLost, readSignedRequests } from '../stand/claims.ts'
import { formatCount } from '../stand/journal.ts'
import type { ClockStand } from './clock-stand.ts'
import { yearMs } from './movable-clock.ts'

/** The gateway's own deletion at a faster pace. */
const pace = { firstMs: 20, everyMs: 100, pauseMs: 1, batch: 500 }

/** Claims that a clock that is years ahead for a moment does not empty the audit log. */
export async function claimKeptEvents({ gateway, clock }: ClockStand): Promise<ClaimResult> {
  const { database } = gateway
  let rounds = 0
  const repository = {
    ...database.audit,
    deleteBefore(before: number, limit: number) {
      rounds++
      return database.audit.deleteBefore(before, limit)
    },
  }
  let isNoticed = false
  // A moment is one round: the next round believes a clock that stayed ahead.
  const warn = (_: unknown, message = '') => {
    isNoticed ||= message.startsWith('the clock jumped ahead')
    if (isNoticed) clock.setAhead(0)
  }
  const end = startRetention({
    administration: database.administration,
    repository,
    days: 365,
    anonymousDays: 30,
    maxAnonymous: 1_000_000,
    clock: clock.now,
    logger: { ...silentLogger, warn },
    pace,
  })
  await waitUntil('there are events', async () => (await readSignedRequests(database)).size > 0)
  const before = await readSignedRequests(database)
  clock.setAhead(5 * yearMs)
  await waitUntil('a round has met the clock', () => isNoticed)
  const until = rounds + 2
  await waitUntil('two rounds more', () => rounds >= until)
  await end()
  const after = await readSignedRequests(database)
  const lost = [...before].filter((requestId) => !after.has(requestId))
  const claim = 'a clock five years ahead for a moment does not empty the audit log'
  return claimNoneLost(claim, lost, `${formatCount(before.size)} events of before`)
}
