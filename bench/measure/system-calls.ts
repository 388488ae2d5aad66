import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { provideRequirements } from '../../scripts/provide-requirements.ts'

const strace = {
  name: 'strace',
  found: ['strace'],
  debianPackage: 'strace',
  purpose: 'counts the system calls of a request',
}

/** The system calls of processes, by their names. */
export type SystemCalls = ReadonlyMap<string, number>

/**
 * Counts the system calls of processes, with all their threads, while a function runs. The processes are several times slower
 * meanwhile.
 * @param reportFile is overwritten
 * @returns undefined when there is no strace, or when it is not allowed to trace
 */
export async function countSystemCalls(
  pids: readonly number[],
  reportFile: string,
  act: () => Promise<unknown>,
): Promise<SystemCalls | undefined> {
  if (provideRequirements([strace]).length > 0) return undefined
  const targets = pids.flatMap((pid) => ['-p', String(pid)])
  const tracer = spawn('strace', ['-c', '-f', '-o', reportFile, ...targets], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(tracer, 'exit')
  const isAttached = await Promise.race([once(tracer.stderr, 'data').then(() => true), ended.then(() => false)])
  if (!isAttached) return undefined
  tracer.stderr.resume()
  try {
    await act()
  } finally {
    tracer.kill('SIGINT')
    await ended
  }
  return parseStraceSummary(readFileSync(reportFile, 'utf8'))
}

/** Parses the table of `strace -c`: share of time, seconds, microseconds per call, calls, errors if there are any, name. */
export function parseStraceSummary(text: string): SystemCalls {
  const rows = text.matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$/gm)
  return new Map([...rows].flatMap(([, calls, name = '']) => (name === 'total' ? [] : [[name, Number(calls)]])))
}
