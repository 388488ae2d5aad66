import { formatCell as formatPrintable } from '../core/printable-text.ts'

/**
 * Matches the beginning of a text that a spreadsheet reads as a formula. Some skip blanks before it. OWASP, "CSV Injection".
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** The most characters in a cell: no key has more. */
const longestCell = 1024

/**
 * Formats one line of a CSV file (RFC 4180), with its line end. A text that a spreadsheet would run as a formula gets an
 * apostrophe before it, and terminal control characters are escaped: a holder of any token chooses the keys in the audit log, and
 * the operator reads them.
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
