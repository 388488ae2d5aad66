/** The most rows that the live view keeps. */
export const mostRows = 500

/** Merges new events into the rows, each once, newest first, and drops the oldest. */
export function mergeRows<Row extends { readonly id: number }>(
  incoming: readonly Row[],
  rows: readonly Row[],
  most = mostRows,
): readonly Row[] {
  const byId = new Map([...rows, ...incoming].map((row) => [row.id, row]))
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, most)
}
