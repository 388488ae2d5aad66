/** An origin of the configuration in the form in which browsers send it. */
export interface AllowedOrigin {
  /** `https://app.example.com`; with a wildcard what follows its label, `.example.com:8443`. */
  readonly text: string
  /** With a wildcard what stands before its label: `https://`. */
  readonly scheme?: string
}

const example = 'write https://app.example.com, or https://*.example.com for every name with one label more'

/**
 * An entry of `corsOrigins`: an origin (RFC 6454, section 6.2), one with `*` for its first label, or `*` for every origin.
 * @returns what is wrong with it, with the entry itself; undefined when a browser may send such an origin
 */
export function findOriginProblem(entry: string): string | undefined {
  const problem = entry === '*' ? undefined : findFault(entry)
  return problem === undefined ? undefined : `has an entry that no browser can match: ${entry} ${problem}; ${example}`
}

function findFault(entry: string): string | undefined {
  if (/^["'`].*["'`]$/.test(entry)) return 'is in quotation marks'
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(entry) ?? []
  if (scheme === '') return 'has no scheme such as https:// before the host'
  if (/^(?:file|data|blob|about)$/i.test(scheme)) return 'is of pages whose origin browsers send as null'
  if (/[?#]/.test(rest)) return 'has a query or a fragment, and an origin ends after host and port'
  if (rest.includes('/')) return 'has a path or a slash at its end, and an origin ends after host and port'
  if (rest.includes('@')) return 'has a user name in it'
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(rest) ?? []
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return 'has a port that is no number'
  return findHostFault(scheme, host) ?? (toUrl(entry) === undefined ? 'is not an origin' : undefined)
}

function findHostFault(scheme: string, host: string): string | undefined {
  if (host === '') return 'names no host'
  if (!host.includes('*')) return undefined
  const rest = host.replace(/^\*\./, '')
  if (rest.includes('*')) return 'has a * that is not its whole first label'
  if (!/^https?$/i.test(scheme)) return 'has a * with a scheme other than https:// and http://'
  if (rest !== 'localhost' && !rest.includes('.')) return 'would match a whole top-level domain'
  return /^[\d.]+$/.test(rest) ? 'has a * before an IP address' : undefined
}

/** Parses an entry, whose wildcard stands in as a plain label. */
function toUrl(entry: string): URL | undefined {
  const plain = entry.replace('://*.', '://wildcard.')
  return URL.canParse(plain) ? new URL(plain) : undefined
}

/**
 * A good entry as browsers send it: lowercase, names in ASCII, without the default port.
 * @throws TypeError for an entry that is not good
 */
export function parseOrigin(entry: string): AllowedOrigin {
  // Only http and https have an `origin` and default ports (WHATWG URL, section 4.7).
  const { protocol, host } = new URL(entry.replace('://*.', '://wildcard.'))
  if (!entry.includes('://*.')) return { text: `${protocol}//${host}` }
  return { scheme: `${protocol}//`, text: host.slice('wildcard'.length) }
}
