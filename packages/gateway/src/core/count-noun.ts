/** Writes a count with its noun: `1 token`, `2 tokens`. @param noun a singular whose plural ends in s */
export function countNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Writes a count with commas: `1,234,567`. `toLocaleString` would load ICU's tables, 10 ms of every command that wrote one at its start. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
