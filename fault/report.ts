import { formatTable } from '../packages/gateway/src/cli/output.ts'
import type { ClaimResult } from './fault.ts'

/** The results of one fault test. */
export interface FaultReport {
  readonly name: string
  readonly what: string
  readonly seconds: number
  readonly results: readonly ClaimResult[]
}

const head = ['fault', '', 'what must hold', 'figures']

/** Formats all results as one table with a summary. */
export function formatReports(reports: readonly FaultReport[]): string {
  const rows = reports.flatMap(({ name, results }) =>
    results.map(({ claim, holds, figure }) => [name, holds ? 'holds' : 'FAILS', claim, figure]),
  )
  const results = reports.flatMap((report) => report.results)
  const failed = results.filter(({ holds }) => !holds).length
  const seconds = Math.round(reports.reduce((sum, report) => sum + report.seconds, 0))
  const sum = failed === 0 ? `All ${results.length} lines hold` : `${failed} of ${results.length} lines DO NOT HOLD`
  return `${formatTable([head, ...rows], { longest: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY })}\n\n${sum}, after ${seconds} s.\n`
}
