import { setTimeout as sleep } from 'node:timers/promises'
import { groupAddress } from '../core/address-group.ts'
import type { AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogDependencies, auditBounds } from './audit-log.ts'

/** The client address of a summary when there are too many addresses. */
export const otherAddresses = 'other addresses'

/** What is counted together. */
type Summary = AuditEvent & { count: number }

/**
 * An audit log in which a flood of refusals takes little room. What anybody can bring about as often as he likes is
 * refused for a rate, or has no known token. Of each kind of refusal from an address the first of a minute is a row of its
 * own, like everything else. Of the others those for a rate become one row with a count, and so do all that are more than
 * a second may have. These rows are written when the minute is over: a refusal hands nothing out, so nobody waits for them,
 * and a crash loses the last minute of them.
 */
export function summarizeRefusals(
  log: AuditLog,
  { logger, bounds }: Pick<AuditLogDependencies, 'logger' | 'bounds'>,
): AuditLog {
  const {
    refusalsPerSecond,
    refusalPauseMs,
    summaries: mostSummaries,
    summaryMs,
  }: AuditBounds = {
    ...auditBounds,
    ...bounds,
  }
  const summaries = new Map<string, Summary>()
  /** Kinds of refusals for a rate that had a row of their own in this minute. */
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let secondEndsAt = 0
  let rowsOfSecond = 0

  function record(events: readonly AuditEvent[]): Promise<void> | undefined {
    const [event, ...others] = events
    if (event === undefined || others.length > 0 || isClosed || !isCheap(event)) return log.record(events)
    const address = groupAddress(event.clientAddress)
    const kind = describeKind(event, address)
    const isRow = event.code !== rateCode || !told.has(kind)
    if (!isRow || !hasRoom()) {
      // Others of the kind may come from other client tokens of the same token.
      const { clientToken: _, mcpClient: _client, ...kept } = event
      add(kind, { ...kept, clientAddress: address, count: 1 })
      // Requests that were sent ahead on one connection would all be refused in one go, and others wait meanwhile.
      return sleep(refusalPauseMs)
    }
    if (event.code === rateCode && told.size < mostSummaries) {
      told.add(kind)
      schedule()
    }
    return log.record(events)
  }

  /** Whether one more row fits into this second; if so it is counted. */
  function hasRoom(): boolean {
    const now = performance.now()
    if (now >= secondEndsAt) {
      secondEndsAt = now + 1000
      rowsOfSecond = 0
    }
    return rowsOfSecond++ < refusalsPerSecond
  }

  function add(kind: string, summary: Summary): void {
    const kept = summaries.get(kind)
    if (kept !== undefined) kept.count += summary.count
    else if (summaries.size < mostSummaries || summary.clientAddress === otherAddresses) summaries.set(kind, summary)
    // Those of accounts are no more than they have tokens.
    else add(describeKind(summary, otherAddresses), { ...summary, clientAddress: otherAddresses })
    schedule()
  }

  function schedule(): void {
    // It never keeps the process alive: the end of the log writes what there is.
    timer ??= setTimeout(write, summaryMs).unref()
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const written = [...summaries]
    summaries.clear()
    told.clear()
    await Promise.all(written.map(([kind, summary]) => writeOne(kind, summary)))
  }

  async function writeOne(kind: string, summary: Summary): Promise<void> {
    try {
      await log.record([summary])
    } catch (err) {
      // The end of the next minute is the next attempt.
      if (isClosed) logger.error({ err, refusals: summary.count }, 'refusals that were counted are lost')
      else add(kind, summary)
    }
  }

  return {
    record,
    get queued() {
      return log.queued
    },
    get lastWrite() {
      return log.lastWrite
    },
    async drain() {
      isClosed = true
      // First the summaries, which the log takes at once; then no more.
      await Promise.all([write(), log.drain()])
    },
  }
}

const rateCode = 'rate_limited'

/** Whether it costs nothing to bring such an event about: it needs no token, or is one too many for a rate. */
function isCheap({ accountId, outcome, code }: AuditEvent): boolean {
  return outcome !== 'allowed' && (accountId === undefined || code === rateCode)
}

function describeKind({ code, operation, accountId, tokenId }: AuditEvent, address: string): string {
  return [address, code, operation, accountId, tokenId].join('\n')
}
