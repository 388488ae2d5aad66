import ipaddr from 'ipaddr.js'

/**
 * The client that an address stands for. For an IPv4 address that is the address itself, even when it is written as
 * IPv4-mapped IPv6. For an IPv6 address it is the /64 network, because a single machine gets that many addresses. All
 * texts that are not addresses form one group.
 */
export function groupAddress(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = (parsed as ipaddr.IPv6).parts.slice(0, 4)
  return `${network.map((part) => part.toString(16)).join(':')}::/64`
}
