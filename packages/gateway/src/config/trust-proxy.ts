import { parseNetwork } from '../core/network.ts'

/**
 * Which peers' `X-Forwarded-For` is believed: nobody's, those of these networks, or those that a function picks by
 * their distance. It is what Fastify's option `trustProxy` takes.
 */
export type TrustProxy = false | string[] | ((address: string, hop: number) => boolean)

/** Names for networks, as Fastify (`@fastify/proxy-addr`) knows them. */
const networkNames = ['loopback', 'linklocal', 'uniquelocal']
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
    // Fastify itself takes no number any more, since it trusts whoever connects: docs/behind-a-proxy.md says when to.
    return (_address, hop) => hop < hops
  }
  const networks = text
    .trim()
    .split(/\s*,\s*/)
    .filter((item) => item !== '')
  if (networks.length === 0) throw new Error(`names no proxy: ${grammar}`)
  if (!networks.every(isNetwork)) throw new Error(`names something that is not a network: ${grammar}`)
  return networks
}

/** @returns what is wrong with a value of `trustProxy`, or undefined when nothing is */
export function findTrustProxyProblem(text: string): string | undefined {
  try {
    parseTrustProxy(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** A prefix of 0 bits is refused: whoever trusts everybody lets every client choose its address. */
function isNetwork(text: string): boolean {
  if (networkNames.includes(text)) return true
  const network = parseNetwork(text)
  return network !== undefined && network.prefixBits > 0
}
