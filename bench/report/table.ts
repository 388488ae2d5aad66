/** A table of results. The first column is text; the others are numbers, aligned to the right. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What a reader has to know to judge the numbers. */
  readonly note?: string
}

/** Formats a table as Markdown, aligned so that it is also readable in a terminal. */
export function formatTable({ title, columns, rows, note }: Table): string {
  const all = [columns, ...rows]
  const widths = columns.map((_, column) => Math.max(3, ...all.map((row) => measureWidth(row[column] ?? ''))))
  const formatRow = (row: readonly string[]) =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, column > 0)).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const lines = [`### ${title}`, '', formatRow(columns), rule, ...rows.map(formatRow)]
  return `${[...lines, ...(note === undefined ? [] : ['', note])].join('\n')}\n`
}

function pad(text: string, width: number, toRight: boolean): string {
  const spaces = ' '.repeat(width - measureWidth(text))
  return toRight ? spaces + text : text + spaces
}

/** Characters, not UTF-16 units. */
function measureWidth(text: string): number {
  return [...text].length
}

/** Formats a number for people: three significant digits, with separators for thousands. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return 'n/a'
  const size = Math.abs(value)
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size === 0 ? 0 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}
