import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Lets a server listen on a free port of 127.0.0.1, and prints its URL as `spawnServer` expects. Ends on SIGTERM. */
export async function announcePort(server: Server): Promise<void> {
  if (!server.listening) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
  process.once('SIGTERM', () => process.exit(0))
}
