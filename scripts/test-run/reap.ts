import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The program that ends the processes that tests leave behind, and removes the run's folder of temporary files, which is its argument.
 * It outlives the test run: its standard input ends when the run ends, for whatever reason. On standard input, `+GROUP` names a
 * process group that has started, and `-GROUP` one to end.
 */
async function main(folder: string): Promise<void> {
  // It runs in a session of its own, so Ctrl-C does not reach it. No other signal ends it before its work is done.
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

/** Ends all processes of a group. They first get time to clean up. */
async function endGroup(group: number): Promise<void> {
  signalGroup(group, 'SIGTERM')
  // A test may have suspended some of them.
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

/** Sends a signal to a group. @returns whether the group has a process */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

await main(process.argv[2] ?? '')
