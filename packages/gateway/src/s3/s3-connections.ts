import type { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import { type AddressPolicy, findLookupName, isAddressAllowed } from './endpoint-address.ts'
import { S3Unreachable } from './s3-error.ts'

type Undici = typeof import('undici')

/** How long a connection may take to open. */
export const connectTimeoutMs = 2000

/** The most connections to each origin. Requests beyond them wait. */
export const mostConnections = 16

/** Proxies that lead to S3, as URLs. The hosts in `noProxy` are asked directly. */
export interface ProxySettings {
  readonly httpProxy?: string | undefined
  readonly httpsProxy?: string | undefined
  readonly noProxy?: string | undefined
}

/** How a client connects. */
export interface S3ClientOptions extends AddressPolicy, ProxySettings {
  /** How names become addresses. */
  readonly resolve?: typeof lookup
}

/** Opens the dispatcher that connects to S3, directly or through proxies. This is the only place where connections are configured. */
export function openDispatcher(
  { Agent, EnvHttpProxyAgent }: Undici,
  options: S3ClientOptions,
  resolve: typeof lookup,
): Dispatcher {
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = options
  const connections = mostConnections
  const connect = { timeout: connectTimeoutMs, lookup: createGuardedLookup(options, resolve) }
  if (httpProxy === '' && httpsProxy === '') return new Agent({ connections, connect })
  // This machine, where the sandbox is, is never asked through a proxy.
  const direct = ['localhost', '127.0.0.1', '::1', noProxy].join(',')
  return new EnvHttpProxyAgent({
    connections,
    connect,
    connectTimeout: connectTimeoutMs,
    httpProxy,
    httpsProxy,
    noProxy: direct,
  })
}

/**
 * Checks a host before a proxy connects to it, because a proxy resolves names on its own. A name that this machine can resolve is checked
 * here. A name that only the proxy can resolve has to be refused by the proxy.
 * @throws S3Unreachable `private_address`
 */
export async function checkBehindProxy(host: string, policy: AddressPolicy, resolve: typeof lookup): Promise<void> {
  if (policy.allowPrivate || isIP(host) !== 0) return
  const addresses = await new Promise<readonly string[]>((done) => {
    const timer = setTimeout(done, resolveTimeoutMs, [])
    resolve(findLookupName(host), { all: true }, (error, found) => {
      clearTimeout(timer)
      done(error === null ? found.map(({ address }) => address) : [])
    })
  })
  if (!addresses.every((address) => isAddressAllowed(address, host, policy))) throw createAddressError()
}

/** Behind a proxy there is often no name server, and a look-up waits in vain. */
const resolveTimeoutMs = 500

/** Checks what a name resolves to at the moment of the connection, so that DNS cannot change in between. */
function createGuardedLookup(policy: AddressPolicy, resolve: typeof lookup): LookupFunction {
  return (host, options, callback) => {
    resolve(findLookupName(host), { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      if (!addresses.every(({ address }) => isAddressAllowed(address, host, policy))) {
        return callback(createAddressError(), [])
      }
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family)
    })
  }
}

/** The error for an address that the policy does not allow. */
export function createAddressError(): S3Unreachable {
  return new S3Unreachable('private_address', { code: 'ERR_ADDRESS_NOT_ALLOWED' })
}
