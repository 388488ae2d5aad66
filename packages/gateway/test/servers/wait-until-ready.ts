import { waitUntil } from './wait-until.ts'

/**
 * Waits until a gateway says that it is ready. On a busy machine it may answer 503 for some seconds after its start: `/readyz` gives
 * the audit log 1.5 s, and its thread is only starting.
 */
export function waitUntilReady(url: string): Promise<void> {
  return waitUntil('the gateway is ready', async () => (await fetch(`${url}/readyz`)).status === 200)
}
