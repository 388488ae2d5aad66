/** Where the bucket stands in the URL: in the host name or in the path. */
export type Addressing = 'virtual' | 'path'

/** The endpoint of a store other than AWS. */
export interface Endpoint {
  readonly scheme: 'http:' | 'https:'
  /** Host and port, as clients send them in `Host`. */
  readonly host: string
  /** What stands before the bucket in the path, such as `/storage/v1/s3`; mostly empty. */
  readonly basePath: string
  /** An IP address has no subdomains, so a bucket can only be in the path. */
  readonly isIpAddress: boolean
}

/** Where requests for a bucket go: `origin` + `pathPrefix` + `/key`. */
export interface BucketAddress {
  readonly origin: string
  /** What clients send as `Host`. */
  readonly host: string
  /** `/bucket` in path style, after the endpoint's own path; empty in virtual-host style. */
  readonly pathPrefix: string
  /** The path of the bucket itself. In path style it has no slash at the end: S3 takes both, some stores only this. */
  readonly bucketPath: string
}

/** How a bucket's address is made. */
export interface AddressOptions {
  readonly endpoint: Endpoint | undefined
  readonly addressing: Addressing | undefined
  /** The label of the endpoint's host that is a region, to be replaced by the request's; undefined for none. */
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

/** The host of another region. Both regions are single labels. */
function moveHost(host: string, hostRegion: string | undefined, region: string): string {
  return hostRegion === undefined ? host : host.replace(`.${hostRegion}.`, `.${region}.`)
}

/** The hosts of Transfer Acceleration. S3 User Guide, "Configuring fast, secure file transfers using Transfer Acceleration". */
const accelerateHost = /^s3-accelerate\.(?:dualstack\.)?amazonaws\.com$/

/**
 * Why a bucket cannot be asked for at a host that takes the bucket in the host name only, or `undefined`. The text
 * continues the name of the field.
 * @param hasPathStyle whether the store has path style; Transfer Acceleration is known to have none
 */
export function findHostBucketProblem(
  bucket: string,
  host: string | undefined,
  hasPathStyle = true,
): string | undefined {
  const isAccelerate = host !== undefined && accelerateHost.test(host)
  if ((hasPathStyle && !isAccelerate) || hostLabel.test(bucket)) return undefined
  const whose = isAccelerate ? 'Transfer Acceleration' : 'this store'
  return `must not contain a dot: ${whose} takes the bucket in the host name only, where TLS certificates cover one label`
}

/**
 * Why an endpoint cannot serve an addressing, or `undefined`. The text continues the name of the field. An endpoint that
 * is an IP address is fine with both: there the bucket goes into the path by itself.
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
const path = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/

/**
 * Says what is wrong with an endpoint, or `undefined` when it is an origin (`https://host`, `http://host:port`), with a
 * path where the store has its S3 interface below one (`https://ref.supabase.co/storage/v1/s3`). The text continues the
 * name of the field: "`endpoint` " + "must start with…".
 */
export function findEndpointProblem(endpoint: string): string | undefined {
  if (typeof endpoint !== 'string' || !/^https?:\/\//i.test(endpoint)) {
    return 'must start with "https://" or "http://", such as "https://s3.example.com"'
  }
  const afterScheme = endpoint.slice(endpoint.indexOf('//') + 2)
  if (afterScheme.includes('@')) return 'must not contain a user name or password: they belong in the credentials'
  if (/[?#]/.test(afterScheme)) return 'must not contain a query or fragment: give the origin only'
  const [base, basePath] = splitEndpoint(endpoint)
  const pathProblem = findPathProblem(base, basePath)
  if (pathProblem !== undefined) return pathProblem
  if (!origin.test(base)) return 'must be an ASCII host with an optional port, such as "https://s3.example.com:9000"'
  return parseOrigin(base) ? undefined : 'must name a valid host and port, written as clients write it'
}

/** The origin and the rest, which begins with a slash or is empty. */
function splitEndpoint(endpoint: string): [base: string, rest: string] {
  const afterScheme = endpoint.indexOf('//') + 2
  const end = endpoint.slice(afterScheme).search(/[/\\]/)
  return end === -1 ? [endpoint, ''] : [endpoint.slice(0, afterScheme + end), endpoint.slice(afterScheme + end)]
}

function findPathProblem(base: string, basePath: string): string | undefined {
  if (basePath === '' || basePath === '/') return undefined
  if (!path.test(basePath)) {
    return 'must not contain such a path: plain segments only, such as "https://s3.example.com/storage/v1/s3"'
  }
  const [segment = '', ...more] = basePath.slice(1).replace(/\/$/, '').split('/')
  // What people paste from a console ends with the bucket. A path of the store itself says what it is.
  if (more.length > 0 || segment.includes('s3')) return undefined
  return `must not contain a path: give ${base} only, and ${segment}, if it is the bucket, as \`bucket\``
}

/**
 * Parses an endpoint. The host comes out as clients send it in `Host`: in lowercase, without the scheme's default port.
 * A signature over `s3.example.com:443` would not match.
 *
 * Throws a `TypeError` for what {@link findEndpointProblem} refuses: call that first.
 */
export function parseEndpoint(endpoint: string): Endpoint {
  const [base, rest] = splitEndpoint(endpoint)
  const url = parseOrigin(base)
  if (!url) throw new TypeError('not an origin')
  const isIpAddress = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)
  const scheme = url.protocol === 'http:' ? 'http:' : 'https:'
  return { scheme, host: url.host, basePath: rest.replace(/\/$/, ''), isIpAddress }
}

/** Refuses a host that the WHATWG parser would rewrite: it takes some hosts for numbers (`0x7f.1`). */
function parseOrigin(base: string): URL | undefined {
  const url = URL.parse(base)
  const host = base.slice(base.indexOf('//') + 2).replace(/:[0-9]+$/, '')
  return url?.hostname === host.toLowerCase() ? url : undefined
}
