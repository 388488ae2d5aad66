import { formatCell as formatPrintable } from '../core/printable-text.ts'

/**
 * What a spreadsheet takes for the beginning of a formula: some leave out blanks before it. OWASP, "CSV Injection".
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** Characters of a cell: no key has more. */
const longestCell = 1024

/**
 * One line of a CSV file (RFC 4180), with its line end. A text that a spreadsheet would run as a formula gets an
 * apostrophe before it, and what steers a terminal is escaped: a key of the audit log is written by whoever holds a token, and read by the operator.
 */
export function formatCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`
}

function formatCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const shown = formatPrintable(cell, longestCell)
  const safe = formulaStart.test(cell) ? `'${shown}` : shown
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
