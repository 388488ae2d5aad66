import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { emptyCounts, type TestCounts, type TestNews } from './test-news.ts'

/** What a test file has told so far. */
export interface Progress {
  readonly counts: TestCounts
  /** Names of the tests that failed. */
  readonly failures: readonly string[]
  /** What had passed and what is under way, in sentences. */
  describe(): string
}

/**
 * Reads the news of a test file.
 * @param onNews is called at each line
 */
export function followProgress(pipe: Readable, onNews: () => void): Progress {
  const counts = emptyCounts()
  const failures: string[] = []
  const underWay = new Map<string, string>()
  let last: string | undefined
  createInterface({ input: pipe }).on('line', (line) => {
    onNews()
    const news = JSON.parse(line) as TestNews
    if (news.event === 'begun') underWay.set(news.id, news.name)
    if (news.event === 'ended') underWay.delete(news.id)
    if (news.event !== 'result') return
    counts[news.kind] += 1
    if (news.kind === 'failed' || news.kind === 'cancelled') failures.push(news.name)
    last = news.name
  })
  return {
    counts,
    failures,
    describe() {
      const passed = `${counts.passed} of its tests had passed${last === undefined ? '' : `; the last one was "${last}"`}.`
      const names = [...underWay.values()].map((name) => `"${name}"`).join(', ')
      return `${passed} Under way: ${names === '' ? 'no test' : names}.`
    },
  }
}
