/** An origin from the configuration, in the form in which browsers send it. */
export interface AllowedOrigin {
  /** `https://app.example.com`. With a wildcard, the part after the wildcard's label: `.example.com:8443`. */
  readonly text: string
  /** With a wildcard, the part before the wildcard's label: `https://`. */
  readonly scheme?: string
}

const example = 'write https://app.example.com, or https://*.example.com for every name with one more label'

/**
 * Checks an entry of `corsOrigins`: an origin (RFC 6454, section 6.2), an origin with `*` as its first label, or `*` for every origin.
 * @returns the problem, with the entry itself; undefined when a browser can send such an origin
 */
export function findOriginProblem(entry: string): string | undefined {
  const problem = entry === '*' ? undefined : findFault(entry)
  return problem === undefined ? undefined : `has an entry that no browser can match: ${entry} ${problem}; ${example}`
}

function findFault(entry: string): string | undefined {
  if (/^["'`].*["'`]$/.test(entry)) return 'is in quotation marks'
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(entry) ?? []
  if (scheme === '') return 'has no scheme such as https:// before the host'
  if (/^(?:file|data|blob|about)$/i.test(scheme)) return 'has a scheme whose pages have the origin null'
  if (/[?#]/.test(rest)) return 'has a query or a fragment, but an origin ends after host and port'
  if (rest.includes('/')) return 'has a path or a trailing slash, but an origin ends after host and port'
  if (rest.includes('@')) return 'contains a user name'
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(rest) ?? []
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return 'has a port that is not a number'
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

/** Parses an entry, with a plain label in place of its wildcard. */
function toUrl(entry: string): URL | undefined {
  const plain = entry.replace('://*.', '://wildcard.')
  return URL.canParse(plain) ? new URL(plain) : undefined
}

/**
 * Converts a valid entry to the form in which browsers send it: lowercase, names in ASCII, without the default port.
 * @throws TypeError for an invalid entry
 */
export function parseOrigin(entry: string): AllowedOrigin {
  // Only http and https have an `origin` and default ports (WHATWG URL, section 4.7).
  const { protocol, host } = new URL(entry.replace('://*.', '://wildcard.'))
  if (!entry.includes('://*.')) return { text: `${protocol}//${host}` }
  return { scheme: `${protocol}//`, text: host.slice('wildcard'.length) }
}
