import { distance } from 'fastest-levenshtein'

/**
 * Finds the candidate that a mistyped word most likely meant.
 * @returns undefined when no candidate is near: more than a third of the word would have to change
 */
export function findNearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 100) return undefined
  let nearest: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const steps = Math.min(countMissingWords(word, candidate), countSlips(word.toLowerCase(), candidate.toLowerCase()))
    if (steps < least) {
      least = steps
      nearest = candidate
    }
  }
  return nearest
}

/** Counts the words that the candidate has after those of `word`: `DATABASE` lacks one of `DATABASE_URL`. Infinite when it does not begin with them. */
function countMissingWords(word: string, candidate: string): number {
  const [words, all] = [splitWords(word), splitWords(candidate)]
  return words.every((one, index) => one === all[index]) ? all.length - words.length : Number.POSITIVE_INFINITY
}

function splitWords(name: string): string[] {
  return name.split(/[_-]|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase())
}

/** Counts the letters that differ. Two swapped neighbours count as one slip. */
function countSlips(word: string, other: string): number {
  const first = [...word].findIndex((letter, index) => letter !== other[index])
  const swapped = word.slice(0, first) + word.charAt(first + 1) + word.charAt(first) + word.slice(first + 2)
  return first !== -1 && swapped === other ? 1 : distance(word, other)
}

/**
 * Says what an unknown name should have been, as the second half of a sentence.
 * @param kind what the names stand for: `parameters`
 */
export function suggestName(name: string, known: readonly string[], kind: string): string {
  if (known.length === 0) return `there are no ${kind}`
  const nearest = findNearest(name, known)
  return nearest === undefined ? `the ${kind} are ${known.join(', ')}` : `did you mean \`${nearest}\`?`
}
