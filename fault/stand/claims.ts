import { median } from '../../bench/measure/statistics.ts'
import type { AuditPosition } from '../../packages/gateway/src/core/audit-ports.ts'
import { defaultAccountName } from '../../packages/gateway/src/core/model.ts'
import type { Database } from '../../packages/gateway/src/core/ports.ts'
import type { Exit } from '../../packages/gateway/test/servers/gateway-process.ts'
import type { ClaimResult } from '../fault.ts'
import type { Installation } from './installation.ts'
import { findLongestMs, formatCount, formatOutcomes, listSignedIds, type NotedAnswer } from './journal.ts'

/** Claims that a figure does not exceed a bound. */
export function claimAtMost(claim: string, { value, bound, unit }: Bounded): ClaimResult {
  return { claim, holds: value <= bound, figure: `${formatCount(value)} ${unit}, of ${formatCount(bound)} at most` }
}

/** A figure and its bound. */
export interface Bounded {
  readonly value: number
  readonly bound: number
  readonly unit: string
}

/** How many lost items are named. */
const maxNamed = 3

/** Claims that no item of a kind is lost. @param of how many there were */
export function claimNoneLost(claim: string, lost: readonly string[], of: string): ClaimResult {
  const named =
    lost.length === 0 ? 'none lost' : `${formatCount(lost.length)} LOST: ${lost.slice(0, maxNamed).join(', ')}`
  return { claim, holds: lost.length === 0, figure: `${of}, ${named}` }
}

/** Claims that every URL has its row in the audit log. It need not wait, because the log is written before the answer. */
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
  // Without any URL, the claim would prove nothing.
  return { ...result, holds: result.holds && ids.length > 0 }
}

const pageSize = 20_000

/** Reads the request ids of all URLs in the audit log. */
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

/** Claims that the fault explains every answer; in particular, there is no 500. */
export function claimAnswers(answers: readonly NotedAnswer[], allowed: readonly string[]): ClaimResult {
  const odd = answers.filter(({ outcome }) => !allowed.includes(outcome))
  const figure = formatOutcomes(answers)
  const claim = `no answer except ${allowed.join(', ')}`
  return {
    claim,
    holds: odd.length === 0 && answers.length > 0,
    figure: odd.length === 0 ? figure : `ODD ONES: ${figure}`,
  }
}

/**
 * Claims that no client waited too long for an answer. Every wait is longer on a busy machine, so a multiple of the median wait is
 * added to the bound. On an idle machine, that addition is next to nothing.
 */
export function claimWaits(answers: readonly NotedAnswer[], boundMs: number): ClaimResult {
  const waits = answers.map(({ sentAt, endedAt }) => endedAt - sentAt)
  const bound = boundMs + (waits.length === 0 ? 0 : allowedWaits * median(waits))
  return claimAtMost('the longest wait for an answer', { value: findLongestMs(answers), bound, unit: 'ms' })
}

const allowedWaits = 30

/** Claims that the gateways logged only errors that the fault explains, and only complete log lines; a crash prints other lines. */
export function claimLog(logs: readonly string[], allowed: readonly string[] = []): ClaimResult {
  // A killed process leaves its last line unfinished.
  const lines = logs.flatMap((log) => log.split('\n').slice(0, -1))
  const errors = lines.flatMap(readError)
  const odd = [...new Set(errors.filter((message) => !allowed.includes(message)))]
  const known = allowed.length === 0 ? '' : ` except “${allowed.join('”, “')}”`
  const figure = `${formatCount(lines.length)} lines, ${formatCount(errors.length)} errors`
  const named = odd.length === 0 ? '' : `, ODD ONES: ${odd.slice(0, maxNamed).join('; ')}`
  return { claim: `no error in the log${known}`, holds: odd.length === 0, figure: figure + named }
}

/** Claims that a gateway shut down in order on SIGTERM. */
export function claimOrderlyEnd({ code, signal }: Exit): ClaimResult {
  return { claim: 'SIGTERM still ends it in order', holds: code === 0, figure: `exit code ${code ?? signal}` }
}

/** pino's number for the level `error`. */
const errorLevel = 50

/** Reads the error in a log line: the code of an answer, otherwise the message. A line without an error yields nothing. */
function readError(line: string): string[] {
  try {
    const { level, msg, code = msg } = JSON.parse(line) as { level: number; msg: string; code?: string }
    return level >= errorLevel ? [code] : []
  } catch {
    return [line]
  }
}
