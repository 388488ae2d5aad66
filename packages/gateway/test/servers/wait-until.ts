import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until a condition holds, and checks it every few milliseconds.
 * @throws Error that names the condition when it does not hold within 40 s
 */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  // Many times longer than anything takes on an idle machine, and less than the time limit of a test.
  const deadline = Date.now() + 40_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Timed out while waiting for: ${what}`)
    await sleep(20)
  }
}
