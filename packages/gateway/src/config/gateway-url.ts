import type { Config } from './config-schema.ts'

/** The URL of a server that listens, as it is reached from this machine. */
export function describeUrl(host: string, { port }: { readonly port: number }, scheme = 'http'): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/** Where browsers reach the gateway, as far as the configuration tells: a port that is taken at the start is not in it. */
export function locateGateway({ publicUrl, host, port, tlsCertFile }: Config): string {
  return publicUrl ?? describeUrl(host, { port }, tlsCertFile === undefined ? 'http' : 'https')
}
