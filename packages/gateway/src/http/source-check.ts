import { isIP } from 'node:net'
import { AppError } from '../core/app-error.ts'
import type { OriginMatcher } from './cors.ts'

/** The names that a request claims. */
interface ClaimedNames {
  readonly host?: string | undefined
  readonly origin?: string | undefined
}

/**
 * Refuses what a page of a stranger can send: DNS rebinding gives an attacker's name the address of this gateway, and then
 * `Host` and `Origin` have that name. An attacker's name is one of the public DNS, so addresses, `localhost` and names
 * without a dot are good; any other one has to be that of the public URL.
 * MCP 2026-07-28, "Streamable HTTP", section on security.
 * @param publicUrl origin that clients know the gateway by
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
    // A page of the gateway itself, or of another server on the same machine where the gateway is reached by loopback.
    const from = readHostname(origin)
    if (from === undefined || (from !== name && !(isLoopback(from) && isLoopback(name)))) {
      throw new AppError('origin_not_allowed')
    }
  }
}

/**
 * Makes the check of `Host` alone.
 * @returns the name in it, without the port
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
