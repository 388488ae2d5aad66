import { parseClientAddress } from '../core/client-address.ts'
import { parseNetwork, parseNetworks } from '../core/network.ts'

/**
 * The peers whose `X-Forwarded-For` is trusted: none, or those that a function picks by their address or their distance. This
 * is a value for Fastify's option `trustProxy`.
 */
export type TrustProxy = false | ((address: string, hop: number) => boolean)

/** Names for networks that Fastify (`@fastify/proxy-addr`) and others use. */
const namedNetworks: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}
const grammar =
  'write the proxies’ addresses or networks separated by commas (10.0.0.0/8, loopback, linklocal, uniquelocal), a number of hops from 1 to 99, or off'

/**
 * Parses the configuration key `trustProxy`: `off`, a number of hops, or addresses, networks in CIDR notation and the
 * names `loopback`, `linklocal` and `uniquelocal`, separated by commas.
 * @throws Error that says what is wrong and names the grammar
 */
export function parseTrustProxy(text: string): TrustProxy {
  if (text === 'off') return false
  if (/^\d{1,2}$/.test(text)) {
    const hops = Number(text)
    if (hops === 0) throw new Error(`is a number of hops below 1: ${grammar}`)
    // Fastify itself no longer accepts a number, because a number trusts any peer that connects. docs/behind-a-proxy.md says when that is safe.
    return (_address, hop) => hop < hops
  }
  const networks = text
    .trim()
    .split(/\s*,\s*/)
    .filter((item) => item !== '')
  if (networks.length === 0) throw new Error(`names no proxy: ${grammar}`)
  if (!networks.every(isNetwork)) throw new Error(`names something that is not a network: ${grammar}`)
  const trusted = parseNetworks(networks.flatMap((name) => namedNetworks[name] ?? [name]))
  // Fastify would not recognise a proxy whose address has a port: `10.0.0.2:443`.
  return (address) => trusted.includes(parseClientAddress(address))
}

/** @returns the problem of a value of `trustProxy`, or undefined */
export function findTrustProxyProblem(text: string): string | undefined {
  try {
    parseTrustProxy(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Whether a text names a network. Refuses a prefix of 0 bits: trusting every peer would let each client choose its own address. */
function isNetwork(text: string): boolean {
  if (Object.hasOwn(namedNetworks, text)) return true
  const network = parseNetwork(text)
  return network !== undefined && network.prefixBits > 0
}
