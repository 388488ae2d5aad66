import { formatTable } from '../packages/gateway/src/cli/output.ts'
import type { FaultFinding } from './fault.ts'

/** What one fault test found. */
export interface FaultReport {
  readonly name: string
  readonly what: string
  readonly seconds: number
  readonly findings: readonly FaultFinding[]
}

const head = ['fault', '', 'what must hold', 'figures']

/** All findings as one table, and what it comes to. */
export function formatReports(reports: readonly FaultReport[]): string {
  const rows = reports.flatMap(({ name, findings }) =>
    findings.map(({ claim, holds, figure }) => [name, holds ? 'holds' : 'FAILS', claim, figure]),
  )
  const findings = reports.flatMap((report) => report.findings)
  const failed = findings.filter(({ holds }) => !holds).length
  const seconds = Math.round(reports.reduce((sum, report) => sum + report.seconds, 0))
  const sum = failed === 0 ? `All ${findings.length} lines hold` : `${failed} of ${findings.length} lines DO NOT HOLD`
  return `${formatTable([head, ...rows], Number.POSITIVE_INFINITY)}\n\n${sum}, after ${seconds} s.\n`
}
