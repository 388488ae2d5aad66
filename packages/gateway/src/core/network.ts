import { BlockList, isIP } from 'node:net'

/** A network in CIDR notation. A single address is a network whose prefix has all its bits. */
export interface Network {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefixBits: number
}

/** A set of networks that can be asked about an address. */
export interface NetworkSet {
  includes(address: string): boolean
}

/**
 * Parses CIDR notation (`10.0.0.0/8`, `2001:db8::/32`; RFC 4632, RFC 4291 section 2.3) or a single address.
 * @returns undefined when the text is neither
 */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  const longest = version === 4 ? 32 : 128
  const prefixBits = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  // No client address has a zone (`fe80::1%eth0`): a network with one would never match.
  if (version === 0 || address.includes('%') || rest.length > 0 || !(prefixBits <= longest)) return undefined
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', prefixBits }
}

/** @returns what is wrong with the text of a network, or undefined when nothing is */
export function findNetworkProblem(text: string): string | undefined {
  if (parseNetwork(text) !== undefined) return undefined
  return 'is not a network: write 10.0.0.0/8, 2001:db8::/32 or a single address, without a zone'
}

/**
 * Parses networks as {@link parseNetwork} does.
 * @throws Error that names the network that is wrong
 */
export function parseNetworks(networks: readonly string[]): NetworkSet {
  const list = new BlockList()
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network === undefined) throw new Error(`"${text}" ${findNetworkProblem(text)}`)
    list.addSubnet(network.address, network.prefixBits, network.family)
  }
  return {
    includes(address) {
      const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
      const family = isIP(plain)
      return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}
