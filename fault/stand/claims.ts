import { median } from '../../bench/measure/statistics.ts'
import type { AuditPosition } from '../../packages/gateway/src/core/audit-ports.ts'
import { defaultAccountName } from '../../packages/gateway/src/core/model.ts'
import type { Database } from '../../packages/gateway/src/core/ports.ts'
import type { Exit } from '../../packages/gateway/test/servers/gateway-process.ts'
import type { ClaimResult } from '../fault.ts'
import type { Installation } from './installation.ts'
import { findLongestMs, formatCount, formatOutcomes, listSignedIds, type NotedAnswer } from './journal.ts'

/** A claim that a figure does not exceed a bound. */
export function claimAtMost(claim: string, { value, bound, unit }: Bounded): ClaimResult {
  return { claim, holds: value <= bound, figure: `${formatCount(value)} ${unit}, of ${formatCount(bound)} at most` }
}

/** A figure and its bound. */
export interface Bounded {
  readonly value: number
  readonly bound: number
  readonly unit: string
}

/** How many lost things are named. */
const maxNamed = 3

/** A claim that nothing of a kind is lost. @param of how many there were */
export function claimNoneLost(claim: string, lost: readonly string[], of: string): ClaimResult {
  const named =
    lost.length === 0 ? 'none lost' : `${formatCount(lost.length)} LOST: ${lost.slice(0, maxNamed).join(', ')}`
  return { claim, holds: lost.length === 0, figure: `${of}, ${named}` }
}

/** Nobody has a URL that the audit log does not know of. Waits for nothing: the log is written before the answer. */
export async function claimAuditRows(
  installation: Installation,
  answers: readonly NotedAnswer[],
): Promise<ClaimResult> {
  const ids = listSignedIds(answers)
  const database = await installation.openDatabase()
  const recorded = await readSignedRequests(database).finally(database.close)
  const lost = ids.filter((requestId) => !recorded.has(requestId))
  const figure = `${formatCount(ids.length)} URLs, ${formatCount(recorded.size)} rows`
  const result = claimNoneLost('no URL without its audit row', lost, figure)
  // Without a single URL the claim says nothing.
  return { ...result, holds: result.holds && ids.length > 0 }
}

const pageSize = 20_000

/** The request ids of all URLs in the audit log. */
export async function readSignedRequests({ accounts, audit }: Database): Promise<Set<string>> {
  const account = await accounts.findByName(defaultAccountName)
  const recorded = new Set<string>()
  for (let after: AuditPosition | undefined; ; ) {
    const page = await audit.list({
      accountId: account?.id,
      outcome: 'allowed',
      order: 'oldest',
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    })
    for (const { requestId } of page) recorded.add(requestId)
    after = page.at(-1)
    if (after === undefined) return recorded
  }
}

/** Every answer is one that the fault explains; in particular there is no 500. */
export function claimAnswers(answers: readonly NotedAnswer[], allowed: readonly string[]): ClaimResult {
  const odd = answers.filter(({ outcome }) => !allowed.includes(outcome))
  const figure = formatOutcomes(answers)
  const claim = `no answer but ${allowed.join(', ')}`
  return {
    claim,
    holds: odd.length === 0 && answers.length > 0,
    figure: odd.length === 0 ? figure : `ODD ONES: ${figure}`,
  }
}

/**
 * Nobody waited too long for an answer. On a busy machine every wait is longer, the usual one too: some usual waits more are
 * allowed, which are next to nothing on one that is not.
 */
export function claimWaits(answers: readonly NotedAnswer[], boundMs: number): ClaimResult {
  const waits = answers.map(({ sentAt, endedAt }) => endedAt - sentAt)
  const bound = boundMs + (waits.length === 0 ? 0 : allowedWaits * median(waits))
  return claimAtMost('the longest wait for an answer', { value: findLongestMs(answers), bound, unit: 'ms' })
}

const allowedWaits = 30

/** The gateways said nothing at level error but what the fault explains, and nothing that is no log line, as a crash is. */
export function claimLog(logs: readonly string[], allowed: readonly string[] = []): ClaimResult {
  // A process that was killed leaves its last line unfinished.
  const lines = logs.flatMap((log) => log.split('\n').slice(0, -1))
  const errors = lines.flatMap(readError)
  const odd = [...new Set(errors.filter((message) => !allowed.includes(message)))]
  const known = allowed.length === 0 ? '' : ` but “${allowed.join('”, “')}”`
  const figure = `${formatCount(lines.length)} lines, ${formatCount(errors.length)} errors`
  const named = odd.length === 0 ? '' : `, ODD ONES: ${odd.slice(0, maxNamed).join('; ')}`
  return { claim: `no error in the log${known}`, holds: odd.length === 0, figure: figure + named }
}

/** A gateway that was told to stop came to its end, with everything written. */
export function claimOrderlyEnd({ code, signal }: Exit): ClaimResult {
  return { claim: 'SIGTERM still ends it in order', holds: code === 0, figure: `exit code ${code ?? signal}` }
}

/** pino's number for the level `error`. */
const errorLevel = 50

/** What a line tells of that is an error: the code of an answer, else its message; nothing for other lines. */
function readError(line: string): string[] {
  try {
    const { level, msg, code = msg } = JSON.parse(line) as { level: number; msg: string; code?: string }
    return level >= errorLevel ? [code] : []
  } catch {
    return [line]
  }
}
