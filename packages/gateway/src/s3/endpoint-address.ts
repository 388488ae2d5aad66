import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Which addresses the gateway may connect to. */
export interface AddressPolicy {
  /** Private, link-local and all other addresses that are not public, too. */
  readonly allowPrivate: boolean
}

/**
 * Whether an address may be connected to. Public unicast addresses always; a loopback address only where the endpoint
 * itself was written as one (`localhost`, `127.0.0.1`), so that no DNS name can lead there.
 */
export function isAddressAllowed(address: string, endpointHost: string, { allowPrivate }: AddressPolicy): boolean {
  if (allowPrivate) return true
  // `process` turns an IPv4-mapped IPv6 address into the IPv4 address that it stands for.
  const range = ipaddr.process(address).range()
  return range === 'unicast' || (range === 'loopback' && isLoopbackHost(endpointHost))
}

/**
 * Checks the address of a custom endpoint when it is stored. The connection is checked again each time, since DNS can
 * change.
 * @param endpoint an origin
 * @returns what is wrong, for "The endpoint " + …; undefined when it is allowed, or when its name does not resolve now
 */
export async function findEndpointAddressProblem(endpoint: string, policy: AddressPolicy): Promise<string | undefined> {
  const host = parseEndpointHost(endpoint)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  if (addresses.every((address) => isAddressAllowed(address, host, policy))) return undefined
  return 'has a private, link-local or otherwise not public address; set SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on if it is meant'
}

/** The host of an endpoint, without port and brackets. */
export function parseEndpointHost(endpoint: string): string {
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1')
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback')
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}
