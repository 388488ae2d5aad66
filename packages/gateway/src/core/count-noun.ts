/** Writes a count with its noun: `1 token`, `2 tokens`. @param noun a singular whose plural ends in s */
export function countNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
