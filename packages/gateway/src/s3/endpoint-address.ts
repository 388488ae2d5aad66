import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Which addresses the gateway may connect to. */
export interface AddressPolicy {
  /** Whether private, link-local and all other non-public addresses are allowed. */
  readonly allowPrivate: boolean
}

/**
 * Whether the gateway may connect to an address. Public unicast addresses are always allowed. A loopback address is allowed only where
 * the endpoint itself was written as one (`localhost`, `s3.localhost`, `127.0.0.1`), so that no DNS name can lead there.
 */
export function isAddressAllowed(address: string, endpointHost: string, { allowPrivate }: AddressPolicy): boolean {
  if (allowPrivate) return true
  // `process` turns an IPv4-mapped IPv6 address into the IPv4 address that it stands for.
  const parsed = ipaddr.process(address)
  return isPublic(parsed) || (parsed.range() === 'loopback' && isLoopbackHost(endpointHost))
}

/** All global unicast addresses that IANA has assigned. The rest of IPv6 contains old forms of IPv4 addresses (`::a9fe:a9fe`). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Public by its number, but every Azure virtual machine reaches the agent of its host there. */
const azureHostAgent = '168.63.129.16'

function isPublic(address: ReturnType<typeof ipaddr.process>): boolean {
  if (address.range() !== 'unicast' || address.toString() === azureHostAgent) return false
  return address.kind() === 'ipv4' || address.match(globalUnicast)
}

/**
 * Checks the address of a custom endpoint when it is stored. Each connection is checked again, because DNS can change.
 * @param endpoint an origin
 * @returns what is wrong, for "The endpoint " + …; undefined when it is allowed, or when its name does not resolve now
 */
export async function findEndpointAddressProblem(endpoint: string, policy: AddressPolicy): Promise<string | undefined> {
  const host = parseEndpointHost(endpoint)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  if (addresses.every((address) => isAddressAllowed(address, host, policy))) return undefined
  return 'has a private, link-local or other non-public address; set SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on if that is intended'
}

/** Whether an endpoint is written as this machine itself: `http://localhost:9000`, `http://127.0.0.1`. */
export function isLoopbackEndpoint(endpoint: string): boolean {
  return isLoopbackHost(parseEndpointHost(endpoint))
}

/** Returns the host of an endpoint as connections use it, in the URL parser's spelling: without port, brackets and trailing dot. */
export function parseEndpointHost(endpoint: string): string {
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/**
 * Returns the name to look up for a host. All names below `localhost` are this machine (RFC 6761, section 6.3), but many resolvers do not
 * know that. Such names occur because a store in virtual-host style has a name for each bucket.
 */
export function findLookupName(host: string): string {
  return host.endsWith('.localhost') ? 'localhost' : host
}

function isLoopbackHost(host: string): boolean {
  const origin = `http://${isIP(host) === 6 ? `[${host}]` : host}`
  const name = URL.canParse(origin) ? parseEndpointHost(origin) : ''
  return findLookupName(name) === 'localhost' || (isIP(name) !== 0 && ipaddr.process(name).range() === 'loopback')
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}
