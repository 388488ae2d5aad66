import { relative } from 'node:path'
import type { Reaper } from './reaper.ts'
import { runTestFile, type TestFileResult, type TestRunSettings } from './run-test-file.ts'
import { emptyCounts, renderCounts, type TestKind } from './test-news.ts'

/** A run of test files: how many run at once, and where the output goes. */
export interface TestRun extends TestRunSettings {
  readonly concurrency: number
  /** Once this is aborted, no further file starts. */
  readonly signal: AbortSignal
  /** Shows a text to the user. */
  readonly write: (text: string) => void
}

/**
 * Runs test files. Shows the report of each file when it has ended, and at the end the counts of all.
 * @returns whether all tests passed
 */
export async function runTestFiles(files: readonly string[], run: TestRun, reaper: Reaper): Promise<boolean> {
  const startedAt = performance.now()
  const waiting = [...files]
  const results: TestFileResult[] = []
  async function runNext(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined && !run.signal.aborted; file = waiting.shift()) {
      const result = await runTestFile(file, run, reaper)
      results.push(result)
      run.write(`${showPath(file)} (${(result.durationMs / 1000).toFixed(1)} s)\n${result.output}`)
    }
  }
  await Promise.all(Array.from({ length: run.concurrency }, runNext))

  const counts = emptyCounts()
  for (const result of results) {
    for (const [kind, count] of Object.entries(result.counts) as [TestKind, number][]) counts[kind] += count
  }
  run.write(renderCounts(counts, performance.now() - startedAt))
  const failed = results.filter(({ failures }) => failures.length > 0)
  for (const { file, failures } of failed) {
    run.write(`✖ ${showPath(file)}\n${failures.map((name) => `    ${name}\n`).join('')}`)
  }
  return failed.length === 0
}

function showPath(file: string): string {
  return relative(process.cwd(), file)
}
