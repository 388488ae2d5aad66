const origin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?\/?$/i

/** An S3 endpoint, taken apart once: `https:`, and the host with its port as clients send it in `Host`. */
export interface Endpoint {
  readonly scheme: 'http:' | 'https:'
  readonly host: string
  /** An IP address has no subdomains, so buckets can only be in the path. */
  readonly isIpAddress: boolean
}

/**
 * Says what is wrong with an endpoint, or `undefined` when it is an origin: `https://host` or `http://host:port`. The
 * text goes after the name of the parameter: "`endpoint` " + "must start with…".
 */
export function findEndpointProblem(endpoint: string): string | undefined {
  if (typeof endpoint !== 'string' || !/^https?:\/\//i.test(endpoint)) {
    return 'must start with "https://" or "http://", such as "https://s3.example.com"'
  }
  if (origin.test(endpoint)) {
    return parseOrigin(endpoint) ? undefined : 'must name a valid host and port, written as clients write it'
  }
  const afterScheme = endpoint.slice(endpoint.indexOf('//') + 2)
  if (afterScheme.includes('@')) return 'must not contain a user name or password: they belong in the credentials'
  if (/[?#]/.test(afterScheme)) return 'must not contain a query or fragment: give the origin only'
  if (/[/\\]/.test(afterScheme)) return 'must not contain a path: give the origin only, the bucket goes into `bucket`'
  return 'must be an ASCII host with an optional port, such as "https://s3.example.com:9000"'
}

/**
 * Takes an endpoint apart. The host comes out as clients will send it in `Host`: lowercase, without the scheme's
 * default port; a signature over `s3.example.com:443` would not match.
 *
 * Throws a `TypeError` for what {@link findEndpointProblem} refuses: call that first.
 */
export function parseEndpoint(endpoint: string): Endpoint {
  const url = parseOrigin(endpoint)
  if (!url) throw new TypeError('not an origin')
  const isIpAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)
  return { scheme: url.protocol === 'http:' ? 'http:' : 'https:', host: url.host, isIpAddress }
}

/** The WHATWG parser rewrites hosts that it takes for numbers (`0x7f.1`): what it would rewrite is not accepted. */
function parseOrigin(endpoint: string): URL | undefined {
  const url = URL.parse(endpoint)
  const host = endpoint.slice(endpoint.indexOf('//') + 2).replace(/(?::[0-9]+)?\/?$/, '')
  return url?.hostname === host.toLowerCase() ? url : undefined
}
