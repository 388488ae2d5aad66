import type { Endpoint } from './endpoint.ts'
import { formatAwsHost } from './region.ts'

/** Where the bucket stands in the URL: in the host name or in the path. */
export type Addressing = 'virtual' | 'path'

/** Where requests for a bucket go: `origin` + `pathPrefix` + `/key`. */
export interface BucketAddress {
  readonly origin: string
  /** What clients send as `Host`. */
  readonly host: string
  /** `/bucket` in path style, empty in virtual-host style. */
  readonly pathPrefix: string
  /** The path of the bucket itself. In path style without a slash at the end: S3 takes both, some stores only this. */
  readonly bucketPath: string
}

/**
 * Finds the address of a bucket. Both names must be checked before.
 *
 * - Without an endpoint: AWS's regional host, virtual-host style.
 * - With one: path style, because only few stores have a wildcard DNS name.
 * - Always path style: a bucket with a dot over TLS's one-label wildcard certificates, and an endpoint that is an IP
 *   address.
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
