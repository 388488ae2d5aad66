import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { emptyCounts, type TestCounts, type TestNews } from './test-news.ts'

/** What a test file has reported so far. */
export interface Progress {
  readonly counts: TestCounts
  /** The names of the failed tests. */
  readonly failures: readonly string[]
  /** Says in sentences which tests have passed and which are under way. */
  describe(): string
}

/**
 * Reads what a test file reports while it runs.
 * @param onNews called for each line
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
