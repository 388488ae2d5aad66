import { BlockList, isIP } from 'node:net'

/** A set of networks that can be asked about an address. */
export interface NetworkSet {
  includes(address: string): boolean
}

/**
 * Parses networks in CIDR notation (`10.0.0.0/8`, `2001:db8::/32`) or single addresses.
 * @throws Error that names the one that is wrong
 */
export function parseNetworks(networks: readonly string[]): NetworkSet {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits, ...rest] = network.split('/')
    const family = isIP(address)
    const longest = family === 4 ? 32 : 128
    const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (family === 0 || rest.length > 0 || !(prefix <= longest)) {
      throw new Error(`"${network}" is not a network: write 10.0.0.0/8, 2001:db8::/32 or a single address`)
    }
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  }
  return {
    includes(address) {
      const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
      const family = isIP(plain)
      return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
    },
  }
}
