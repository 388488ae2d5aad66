/** The count in the closing lines of `node:test` that a test belongs to. */
export type TestKind = 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo' | 'suites'

/** A report of a test file to the runner while it runs, as a JSON line. */
export type TestNews =
  | { readonly event: 'begun'; readonly id: string; readonly name: string }
  | { readonly event: 'ended'; readonly id: string }
  | { readonly event: 'result'; readonly kind: TestKind; readonly name: string }

/** The file descriptor of the pipe for these reports. */
export const newsDescriptor = 3

/** The number of tests of each kind. */
export type TestCounts = Record<TestKind, number>

/** Returns counts of zero. */
export function emptyCounts(): TestCounts {
  return { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0, suites: 0 }
}

/** Writes the closing lines as the runner of `node:test` does, because CI reads them. */
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
