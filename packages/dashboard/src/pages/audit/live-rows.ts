/** More rows are not kept while one watches. */
export const mostRows = 500

/** Puts new events before those that are there, each once, newest first, and forgets the oldest. */
export function mergeRows<Row extends { readonly id: number }>(
  incoming: readonly Row[],
  rows: readonly Row[],
  most = mostRows,
): readonly Row[] {
  const byId = new Map([...rows, ...incoming].map((row) => [row.id, row]))
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, most)
}
