/** Where the bucket stands in the URL: in the host name or in the path. */
export type Addressing = 'virtual' | 'path'

/** The endpoint of a store other than AWS. */
export interface Endpoint {
  readonly scheme: 'http:' | 'https:'
  /** Host and port, as clients send them in `Host`. */
  readonly host: string
  /** An IP address has no subdomains, so a bucket can only be in the path. */
  readonly isIpAddress: boolean
}

/** Where requests for a bucket go: `origin` + `pathPrefix` + `/key`. */
export interface BucketAddress {
  readonly origin: string
  /** What clients send as `Host`. */
  readonly host: string
  /** `/bucket` in path style, empty in virtual-host style. */
  readonly pathPrefix: string
  /** The path of the bucket itself. In path style it has no slash at the end: S3 takes both, some stores only this. */
  readonly bucketPath: string
}

/**
 * Finds the address of a bucket. The caller has checked the bucket and the region.
 *
 * - Without an endpoint: the regional host of AWS, virtual-host style.
 * - With an endpoint: path style, because few stores have a wildcard DNS name.
 * - Always path style: a bucket with a dot, because TLS's wildcard certificates cover one label only, and an endpoint
 *   that is an IP address.
 */
export function addressBucket(
  bucket: string,
  region: string,
  { endpoint, addressing }: { endpoint: Endpoint | undefined; addressing: Addressing | undefined },
): BucketAddress {
  const scheme = endpoint?.scheme ?? 'https:'
  const storeHost = endpoint?.host ?? formatAwsHost(region)
  const wanted = addressing ?? (endpoint ? 'path' : 'virtual')
  const isVirtual = wanted === 'virtual' && !bucket.includes('.') && !endpoint?.isIpAddress
  const host = isVirtual ? `${bucket}.${storeHost}` : storeHost
  const pathPrefix = isVirtual ? '' : `/${bucket}`
  return { origin: `${scheme}//${host}`, host, pathPrefix, bucketPath: isVirtual ? '/' : pathPrefix }
}

/**
 * AWS's partitions: how their region names start, and the domain of their S3 hosts. The list is that of
 * `partitions.json` of the AWS SDKs. A region that is not in it belongs to the commercial partition.
 */
const partitions = [
  { regionPrefix: 'cn-', domain: 'amazonaws.com.cn' },
  { regionPrefix: 'eusc-', domain: 'amazonaws.eu' },
  { regionPrefix: 'us-iso-', domain: 'c2s.ic.gov' },
  { regionPrefix: 'us-isob-', domain: 'sc2s.sgov.gov' },
  { regionPrefix: 'eu-isoe-', domain: 'cloud.adc-e.uk' },
  { regionPrefix: 'us-isof-', domain: 'csp.hci.ic.gov' },
] as const

/**
 * The regional S3 host of AWS, such as `s3.eu-central-1.amazonaws.com`. It is regional for us-east-1, too: the global
 * host answers requests for other regions with a 307, and a CORS preflight does not survive that.
 */
export function formatAwsHost(region: string): string {
  const partition = partitions.find(({ regionPrefix }) => region.startsWith(regionPrefix))
  return `s3.${region}.${partition?.domain ?? 'amazonaws.com'}`
}

const origin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?\/?$/i

/**
 * Says what is wrong with an endpoint, or `undefined` when it is an origin: `https://host` or `http://host:port`. The
 * text continues the name of the field: "`endpoint` " + "must start with…".
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
 * Parses an endpoint. The host comes out as clients send it in `Host`: in lowercase, without the scheme's default port.
 * A signature over `s3.example.com:443` would not match.
 *
 * Throws a `TypeError` for what {@link findEndpointProblem} refuses: call that first.
 */
export function parseEndpoint(endpoint: string): Endpoint {
  const url = parseOrigin(endpoint)
  if (!url) throw new TypeError('not an origin')
  const isIpAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)
  return { scheme: url.protocol === 'http:' ? 'http:' : 'https:', host: url.host, isIpAddress }
}

/** Refuses a host that the WHATWG parser would rewrite: it takes some hosts for numbers (`0x7f.1`). */
function parseOrigin(endpoint: string): URL | undefined {
  const url = URL.parse(endpoint)
  const host = endpoint.slice(endpoint.indexOf('//') + 2).replace(/(?::[0-9]+)?\/?$/, '')
  return url?.hostname === host.toLowerCase() ? url : undefined
}
