import type { Config } from './config-schema.ts'

/** The URL at which this machine reaches a server that listens. */
export function describeUrl(host: string, { port }: { readonly port: number }, scheme = 'http'): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Where browsers reach the gateway, as far as the configuration says. With port 0, the port is known only after the start. */
export function locateGateway({ publicUrl, host, port, tlsCertFile }: Config): string {
  return publicUrl ?? describeUrl(host, { port }, tlsCertFile === undefined ? 'http' : 'https')
}
