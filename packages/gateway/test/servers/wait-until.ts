import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until something holds, looking every few milliseconds.
 * @throws Error that names it when it does not hold within 15 s
 */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came about: ${what}`)
    await sleep(20)
  }
}
