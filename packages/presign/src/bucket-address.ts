/** Where the bucket is in the URL: in the host name or in the path. */
export type Addressing = 'virtual' | 'path'

/** The endpoint of a store other than AWS. */
export interface Endpoint {
  readonly scheme: 'http:' | 'https:'
  /** Host and port, as clients send them in `Host`. */
  readonly host: string
  /** The path before the bucket, such as `/storage/v1/s3`. Usually empty. */
  readonly basePath: string
  /** An IP address has no subdomains, so a bucket can only be in the path. */
  readonly isIpAddress: boolean
}

/** Where requests for a bucket go: `origin` + `pathPrefix` + `/key`. */
export interface BucketAddress {
  readonly origin: string
  /** The value that clients send as `Host`. */
  readonly host: string
  /** `/bucket` in path style, after the endpoint's own path; empty in virtual-host style. */
  readonly pathPrefix: string
  /** The path of the bucket itself. In path style it has no trailing slash: S3 accepts both forms, some stores only this one. */
  readonly bucketPath: string
}

/** How a bucket's address is made. */
export interface AddressOptions {
  readonly endpoint: Endpoint | undefined
  readonly addressing: Addressing | undefined
  /** The label of the endpoint's host to replace by the request's region; undefined if there is none. */
  readonly hostRegion?: string | undefined
}

/**
 * Finds the address of a bucket. The caller has checked the bucket and the region.
 *
 * - Without an endpoint: the regional host of AWS, virtual-host style.
 * - With an endpoint: path style, because few stores have a wildcard DNS name.
 * - Always path style: a bucket that cannot be one label of a host name (TLS's wildcard certificates cover one label
 *   only), and an endpoint that is an IP address.
 */
export function addressBucket(
  bucket: string,
  region: string,
  { endpoint, addressing, hostRegion }: AddressOptions,
): BucketAddress {
  const scheme = endpoint?.scheme ?? 'https:'
  const storeHost = endpoint === undefined ? formatAwsHost(region) : moveHost(endpoint.host, hostRegion, region)
  const wanted = addressing ?? (endpoint && !accelerateHost.test(endpoint.host) ? 'path' : 'virtual')
  const isVirtual = wanted === 'virtual' && hostLabel.test(bucket) && !endpoint?.isIpAddress
  const host = isVirtual ? `${bucket}.${storeHost}` : storeHost
  const pathPrefix = isVirtual ? '' : `${endpoint?.basePath ?? ''}/${bucket}`
  return { origin: `${scheme}//${host}`, host, pathPrefix, bucketPath: isVirtual ? '/' : pathPrefix }
}

const hostLabel = /^[a-z0-9-]+$/

/** Replaces the region in a host. Both regions are single labels. */
function moveHost(host: string, hostRegion: string | undefined, region: string): string {
  return hostRegion === undefined ? host : host.replace(`.${hostRegion}.`, `.${region}.`)
}

/** The hosts of Transfer Acceleration. S3 User Guide, "Configuring fast, secure file transfers using Transfer Acceleration". */
const accelerateHost = /^s3-accelerate\.(?:dualstack\.)?amazonaws\.com$/

/**
 * Says why a host that accepts the bucket only in the host name cannot serve this bucket, or returns `undefined`. The text
 * continues the name of the field.
 * @param hasPathStyle whether the store has path style. Transfer Acceleration is known to have none
 */
export function findHostBucketProblem(
  bucket: string,
  host: string | undefined,
  hasPathStyle = true,
): string | undefined {
  const isAccelerate = host !== undefined && accelerateHost.test(host)
  if ((hasPathStyle && !isAccelerate) || hostLabel.test(bucket)) return undefined
  const whose = isAccelerate ? 'Transfer Acceleration' : 'this store'
  return `must not contain a dot: ${whose} accepts the bucket only in the host name, where TLS certificates cover one label`
}

/**
 * Says why an endpoint cannot serve an addressing, or returns `undefined`. The text continues the name of the field. An
 * endpoint that is an IP address accepts both, because its bucket goes into the path automatically.
 */
export function findAddressingProblem(
  addressing: Addressing | undefined,
  { host, basePath }: Endpoint,
  hasPathStyle: boolean,
): string | undefined {
  const isAccelerate = accelerateHost.test(host)
  if (addressing === 'path' && isAccelerate) return 'must be "virtual": Transfer Acceleration has no path style'
  if (addressing === 'path' && !hasPathStyle) return 'must be "virtual": this store has no path style'
  if (addressing === 'virtual' && basePath !== '') return 'must be "path": the endpoint has a path'
  return undefined
}

/**
 * AWS's partitions: the prefix of their region names, and the domain of their S3 hosts. The list follows the AWS SDKs'
 * `partitions.json`. All other regions belong to the commercial partition.
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
 * Writes the regional S3 host of AWS, such as `s3.eu-central-1.amazonaws.com`. It is regional even for us-east-1, because the
 * global host answers requests for other regions with a 307, which breaks CORS preflights.
 */
export function formatAwsHost(region: string): string {
  const partition = partitions.find(({ regionPrefix }) => region.startsWith(regionPrefix))
  return `s3.${region}.${partition?.domain ?? 'amazonaws.com'}`
}

const origin = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?\/?$/i
const path = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/

/**
 * Says what is wrong with an endpoint, or returns `undefined`. A valid endpoint is an origin (`https://host`,
 * `http://host:port`), followed by a path if the store's S3 API is below one (`https://ref.supabase.co/storage/v1/s3`). The
 * text continues the name of the field: "`endpoint` " + "must start with…".
 */
export function findEndpointProblem(endpoint: string): string | undefined {
  if (typeof endpoint !== 'string' || !/^https?:\/\//i.test(endpoint)) {
    return 'must start with "https://" or "http://", such as "https://s3.example.com"'
  }
  const afterScheme = endpoint.slice(endpoint.indexOf('//') + 2)
  if (afterScheme.includes('@')) return 'must not contain a user name or password: they belong in the credentials'
  if (/[?#]/.test(afterScheme)) return 'must not contain a query or fragment: pass the origin only'
  const [base, basePath] = splitEndpoint(endpoint)
  const pathProblem = findPathProblem(base, basePath)
  if (pathProblem !== undefined) return pathProblem
  if (!origin.test(base)) return 'must be an ASCII host with an optional port, such as "https://s3.example.com:9000"'
  return parseOrigin(base) ? undefined : 'must name a valid host and port, in the form that clients send'
}

/** Splits an endpoint into its origin and the rest, which starts with a slash or is empty. */
function splitEndpoint(endpoint: string): [base: string, rest: string] {
  const afterScheme = endpoint.indexOf('//') + 2
  const end = endpoint.slice(afterScheme).search(/[/\\]/)
  return end === -1 ? [endpoint, ''] : [endpoint.slice(0, afterScheme + end), endpoint.slice(afterScheme + end)]
}

function findPathProblem(base: string, basePath: string): string | undefined {
  if (basePath === '' || basePath === '/') return undefined
  if (!path.test(basePath)) {
    return 'must not contain such a path: use only plain segments, as in "https://s3.example.com/storage/v1/s3"'
  }
  const [segment = '', ...more] = basePath.slice(1).replace(/\/$/, '').split('/')
  // A URL pasted from a console ends with the bucket. A path of the store itself contains “s3” or has several segments.
  if (more.length > 0 || segment.includes('s3')) return undefined
  return `must not contain a path: pass only ${base}, and pass ${segment}, if it is the bucket, as \`bucket\``
}

/**
 * Parses an endpoint. The resulting host is what clients send in `Host`: in lowercase, without the scheme's default port. A
 * signature over `s3.example.com:443` would not match.
 *
 * Throws a `TypeError` for endpoints that {@link findEndpointProblem} refuses: call that first.
 */
export function parseEndpoint(endpoint: string): Endpoint {
  const [base, rest] = splitEndpoint(endpoint)
  const url = parseOrigin(base)
  if (!url) throw new TypeError('not an origin')
  const isIpAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)
  const scheme = url.protocol === 'http:' ? 'http:' : 'https:'
  return { scheme, host: url.host, basePath: rest.replace(/\/$/, ''), isIpAddress }
}

/** Refuses a host that the WHATWG parser would rewrite, because it reads some hosts as numbers (`0x7f.1`). */
function parseOrigin(base: string): URL | undefined {
  const url = URL.parse(base)
  const host = base.slice(base.indexOf('//') + 2).replace(/:[0-9]+$/, '')
  return url?.hostname === host.toLowerCase() ? url : undefined
}
