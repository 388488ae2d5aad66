import { setTimeout as sleep } from 'node:timers/promises'
import { groupAddress } from '../core/address-group.ts'
import type { AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogDependencies, auditBounds } from './audit-log.ts'

/** The client address of a summary when there are too many addresses. */
export const otherAddresses = 'other addresses'

/** Refusals that are counted together. */
type Summary = AuditEvent & { count: number }

/**
 * Creates an audit log in which a flood of refusals takes little room. Anybody can cause two sorts of refusals as often as they like:
 * those of requests over a rate, and those without a known token. Other events always get a row of their own. Of the over-rate refusals
 * of one kind from an address, the first of each minute gets a row of its own, and the others become one row with a count. All refusals
 * that anybody can cause share a limit of rows per second; those beyond it are counted in the same way. Rows with counts are written
 * when the minute is over. A refusal hands nothing out, so no request waits for them. A crash loses the counts of the last minute.
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
  /** Kinds of over-rate refusals that have had a row of their own in this minute. */
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
      // Other refusals of the kind may come from other client tokens of the same token.
      const { clientToken: _, mcpClient: _client, ...kept } = event
      add(kind, { ...kept, clientAddress: address, count: 1 })
      // Without a pause, pipelined requests of one connection would all be refused in one go, and other clients would wait meanwhile.
      return sleep(refusalPauseMs)
    }
    if (event.code === rateCode && told.size < mostSummaries) {
      told.add(kind)
      schedule()
    }
    return log.record(events)
  }

  /** Whether one more row fits into this second. Counts the row if so. */
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
    // This stays bounded, because kinds of the shared address differ only in code, operation and token.
    else add(describeKind(summary, otherAddresses), { ...summary, clientAddress: otherAddresses })
    schedule()
  }

  function schedule(): void {
    // The timer never keeps the process alive: draining writes what is left.
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
      // The next attempt is at the end of the next minute.
      if (isClosed)
        logger.error({ err, refusals: summary.count }, 'counted refusals are lost: they could not be written')
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
      // The summaries come first, because the log accepts nothing more once it drains.
      await Promise.all([write(), log.drain()])
    },
  }
}

const rateCode = 'rate_limited'

/** Whether such an event costs its sender nothing: it needs no token, or is over a rate. */
function isCheap({ accountId, outcome, code }: AuditEvent): boolean {
  return outcome !== 'allowed' && (accountId === undefined || code === rateCode)
}

function describeKind({ code, operation, accountId, tokenId }: AuditEvent, address: string): string {
  return [address, code, operation, accountId, tokenId].join('\n')
}
