/** The entries of a list that somebody has typed or pasted: a comma and a space part two. */
export function listEntries(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '')
}
