import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { followProgress, type Progress } from './follow-progress.ts'
import type { Reaper } from './reaper.ts'
import type { TestCounts } from './test-news.ts'

/** The settings that all test files of a run share. */
export interface TestRunSettings {
  /** The options of `node --test` for each file. */
  readonly options: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** How long a file may report nothing before the runner ends it. */
  readonly silenceMs: number
}

/** The result of a test file. */
export interface TestFileResult {
  readonly file: string
  readonly counts: TestCounts
  /** Its output, in the format of `spec`. */
  readonly output: string
  readonly durationMs: number
  /** The names of the failed tests; empty if none failed. */
  readonly failures: readonly string[]
}

const reporter = join(import.meta.dirname, 'report-news.ts')

/**
 * Runs a test file in a process and a process group of its own. When the process ends, for whatever reason, or reports nothing for too
 * long, all processes of the group are ended.
 */
export async function runTestFile(file: string, settings: TestRunSettings, reaper: Reaper): Promise<TestFileResult> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [`--test-reporter=${reporter}`, ...settings.options, file], {
    detached: true,
    env: settings.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const [, stdout, stderr, news] = child.stdio as unknown as readonly [null, Readable, Readable, Readable]
  const group = child.pid
  if (group === undefined) throw new Error(`No process could be started for ${file}.`)
  reaper.watch(group)

  let output = ''
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const progress = followProgress(news, () => silence.refresh())
  let silent: string | undefined
  const silence = setTimeout(() => {
    silent = `${file} reported nothing for ${settings.silenceMs / 1000} s and was ended. ${progress.describe()}`
    reaper.end(group)
  }, settings.silenceMs)

  const exit = await new Promise<string | number>((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(silence)
      reaper.end(group)
      const end = signal ?? code ?? 1
      child.once('close', () => resolve(end))
      // A process that has left the group may hold the pipes open for ever.
      setTimeout(() => resolve(end), pipesMs).unref()
    })
  })
  const explained = exit === 0 || (exit === 1 && progress.failures.length > 0)
  const problem = silent ?? (explained ? undefined : describeEnd(file, exit, progress))
  if (problem !== undefined) progress.counts.failed += 1
  return {
    file,
    counts: progress.counts,
    output: problem === undefined ? output : `${output}✖ ${problem}\n`,
    durationMs: performance.now() - startedAt,
    failures: problem === undefined ? progress.failures : [...progress.failures, problem],
  }
}

/** How long to wait for the pipes: longer than the reaper takes. */
const pipesMs = 9000

function describeEnd(file: string, end: string | number, progress: Progress): string {
  return `${file} ended with ${end}. ${progress.describe()}`
}
