import { distance } from 'fastest-levenshtein'

/**
 * The candidate that a mistyped word most likely meant.
 * @returns undefined when none is near: more than a third of the word would have to change
 */
export function findNearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 100) return undefined
  let nearest: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase())
    if (steps < least) {
      least = steps
      nearest = candidate
    }
  }
  return nearest
}
