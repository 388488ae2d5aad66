import type { AddressInfo } from 'node:net'
import type { Gateway } from '../compose.ts'
import type { Config } from '../config/config-schema.ts'
import { describeUrl } from '../config/gateway-url.ts'
import { describeSystemError } from '../core/system-error.ts'

/**
 * Lets a gateway listen where the configuration says.
 * @returns the URL that clients use
 * @throws Error that says what to do when the port is in use
 */
export async function listen(gateway: Gateway, { host, port, publicUrl, tlsCertFile }: Config): Promise<string> {
  const scheme = tlsCertFile === undefined ? 'http' : 'https'
  const { log } = gateway.app
  const { level } = log
  // Fastify would log its own line about where it listens, as JSON even on a terminal. `serve` prints this itself.
  if (level === 'info' || level === 'debug' || level === 'trace') log.level = 'warn'
  try {
    await gateway.app.listen({ host, port }).catch((error) => explainListenError(error, host))
  } finally {
    log.level = level
  }
  return publicUrl ?? describeUrl(host, gateway.app.server.address() as AddressInfo, scheme)
}

function explainListenError(error: NodeJS.ErrnoException & { port?: number; address?: string }, host: string): never {
  if (error.code === 'EADDRINUSE') {
    throw new Error(`Port ${error.port} of ${error.address} is in use; choose another one with --port or SIGNPOST_PORT`)
  }
  throw new Error(`The gateway cannot listen on ${host}: ${describeSystemError(error)}. Check --host and --port`, {
    cause: error,
  })
}
