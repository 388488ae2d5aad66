import type { ActResult } from '../../api/act.ts'

/** The counts of the audit log by interval. */
export type Figures = ActResult<'show_statistics'>

/** The three outcomes of a request, in the order of the charts, with their labels. */
export const outcomes = [
  { name: 'allowed', label: 'Allowed', variable: '--signpost-allowed' },
  { name: 'denied', label: 'Denied', variable: '--signpost-denied' },
  { name: 'failed', label: 'Failed', variable: '--signpost-failed' },
] as const

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })

/** Formats a count for reading: `12,345`. */
export function formatCount(count: number): string {
  return whole.format(count)
}
