/** Which count of `node:test`'s closing lines a test belongs to. */
export type TestKind = 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo' | 'suites'

/** What a test file tells the runner while it runs, one JSON line for each. */
export type TestNews =
  | { readonly event: 'begun'; readonly id: string; readonly name: string }
  | { readonly event: 'ended'; readonly id: string }
  | { readonly event: 'result'; readonly kind: TestKind; readonly name: string }

/** The file descriptor of the pipe that news goes through. */
export const newsDescriptor = 3

/** How many tests there were of each kind. */
export type TestCounts = Record<TestKind, number>

/** Counts of nothing. */
export function emptyCounts(): TestCounts {
  return { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0, suites: 0 }
}

/** The closing lines of `node:test`'s own runner, in its words: CI reads them. */
export function renderCounts(counts: TestCounts, durationMs: number): string {
  const { passed, failed, cancelled, skipped, todo, suites } = counts
  const lines = {
    tests: passed + failed + cancelled + skipped + todo,
    suites,
    pass: passed,
    fail: failed,
    cancelled,
    skipped,
    todo,
    duration_ms: Math.round(durationMs),
  }
  return Object.entries(lines)
    .map(([name, count]) => `ℹ ${name} ${count}\n`)
    .join('')
}
