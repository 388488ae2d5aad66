import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The program that ends what tests have left behind. It outlives the test run, whatever ends that: then its standard input
 * ends. Lines of that are `+GROUP` for a process group that has begun and `-GROUP` for one that is to end.
 * Its argument is the run's folder of temporary files, which goes, too.
 */
async function main(folder: string): Promise<void> {
  // It has a session of its own, so that Ctrl-C is not for it; and nothing else ends it before its work is done.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const groups = new Set<number>()
  const ending: Promise<void>[] = []
  for await (const line of createInterface({ input: process.stdin })) {
    const group = Number(line.slice(1))
    if (line.startsWith('+')) {
      groups.add(group)
    } else {
      groups.delete(group)
      ending.push(endGroup(group))
    }
  }
  await Promise.all([...ending, ...[...groups].map(endGroup)])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Long enough for PostgreSQL's immediate shutdown, which gives its own processes 5 s. */
const graceMs = 7000

/** Ends all processes of a group: those that can clean up behind themselves first get the time for it. */
async function endGroup(group: number): Promise<void> {
  signalGroup(group, 'SIGTERM')
  // For what a test has stopped.
  signalGroup(group, 'SIGCONT')
  const deadline = performance.now() + graceMs
  while (signalGroup(group, 0)) {
    if (performance.now() > deadline) {
      signalGroup(group, 'SIGKILL')
      return
    }
    await sleep(50)
  }
}

/** @returns whether the group has a process */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

await main(process.argv[2] ?? '')
