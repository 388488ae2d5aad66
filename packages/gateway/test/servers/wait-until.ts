import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until something holds, looking every few milliseconds.
 * @throws Error that names it when it does not hold within 40 s
 */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  // Many times what anything takes on a machine that is not busy, and less than a test may.
  const deadline = Date.now() + 40_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came about: ${what}`)
    await sleep(20)
  }
}
