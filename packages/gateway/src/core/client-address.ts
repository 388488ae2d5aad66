import { isIP } from 'node:net'

/** Stands for a client address that could not be determined. It is in no network. */
export const unknownAddress = 'unknown'

// Proxies such as Azure's name the port as well: `192.0.2.1:5678`, `[2001:db8::1]:5678`.
const ipv4WithPort = /^([\d.]{7,15}):\d{1,5}$/
const ipv6InBrackets = /^\[([^\]]*:[^\]]*)\](?::\d{1,5})?$/

/**
 * Reads the address of a connection, or one that a proxy names in `X-Forwarded-For`. It drops the port, and the zone, which
 * is a name that only the machine itself knows.
 * @returns {@link unknownAddress} for a text that is not an address: a client may have written it
 */
export function parseClientAddress(text: string | undefined): string {
  if (text === undefined) return unknownAddress
  const address = isIP(text) === 0 ? text.replace(ipv4WithPort, '$1').replace(ipv6InBrackets, '$1') : text
  if (isIP(address) === 0) return unknownAddress
  return address.split('%', 1)[0] ?? unknownAddress
}
