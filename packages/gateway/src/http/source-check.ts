import { isIP } from 'node:net'
import { AppError } from '../core/app-error.ts'
import type { OriginMatcher } from './cors.ts'

/** The host and origin that a request claims. */
interface ClaimedNames {
  readonly host?: string | undefined
  readonly origin?: string | undefined
}

/**
 * Makes the check that refuses requests of an attacker's web page. With DNS rebinding, the attacker's host name gets the address of
 * this gateway, and `Host` and `Origin` then have that name. Such a name is always one of the public DNS, so addresses, `localhost`
 * and names without a dot are accepted. Any other name has to be that of the public URL.
 * MCP 2026-07-28, "Streamable HTTP", section on security.
 * @param publicUrl the origin that clients use for the gateway
 * @throws AppError `host_not_allowed` or `origin_not_allowed`
 */
export function createSourceCheck(
  publicUrl: string | undefined,
  isAllowedOrigin: OriginMatcher,
): (names: ClaimedNames) => void {
  const checkHost = createHostCheck(publicUrl)

  return ({ host, origin }) => {
    const name = checkHost(host)
    if (origin === undefined || isAllowedOrigin(origin)) return
    // Accepted are pages of the gateway itself and, if the gateway is reached by loopback, of other servers on the same machine.
    const from = readHostname(origin)
    if (from === undefined || (from !== name && !(isLoopback(from) && isLoopback(name)))) {
      throw new AppError('origin_not_allowed')
    }
  }
}

/**
 * Makes the check of `Host` alone.
 * @returns a function that returns the host name without the port
 * @throws AppError `host_not_allowed`
 */
export function createHostCheck(publicUrl: string | undefined): (host: string | undefined) => string {
  const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).hostname
  const isGoodName = (name: string) =>
    isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || !name.includes('.') || name === publicHost

  return (host) => {
    const name = host === undefined ? undefined : readHostname(`http://${host}`)
    if (name === undefined || !isGoodName(name)) throw new AppError('host_not_allowed')
    return name
  }
}

function readHostname(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(?:\.\d+){3}$/.test(name)
}
