/** Splits typed or pasted texts into entries at commas and white space. */
export function listEntries(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '')
}
