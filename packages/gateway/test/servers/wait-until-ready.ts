import { waitUntil } from './wait-until.ts'

/** Waits until a gateway says that it is ready: after an outage, or on a machine so busy that a check does not end within its time. */
export function waitUntilReady(url: string): Promise<void> {
  return waitUntil('the gateway is ready', async () => (await fetch(`${url}/readyz`)).status === 200)
}
