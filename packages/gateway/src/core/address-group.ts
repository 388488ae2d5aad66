import ipaddr from 'ipaddr.js'

/**
 * The client that an address stands for: an IPv4 address itself, also when it is written as IPv4-mapped IPv6, and the
 * /64 network of an IPv6 address, since a single machine is given that many. Everything that is no address is one group.
 */
export function groupAddress(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 4)
  return `${network.map((part) => part.toString(16)).join(':')}::/64`
}
