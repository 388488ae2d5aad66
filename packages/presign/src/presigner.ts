import { setBounded } from './bounded-map.ts'
import { addressBucket, type BucketAddress } from './bucket-address.ts'
import { type CannedAcl, findAclProblem } from './canned-acl.ts'
import { findBucketProblem, findKeyProblem } from './naming-rules.ts'
import { percentEncodePath } from './percent-encoding.ts'
import { PresignError } from './presign-error.ts'
import {
  maxExpiresInSeconds,
  methods,
  type PresignedRequest,
  type PresignerOptions,
  type PresignRequest,
} from './presign-request.ts'
import { type CheckedOptions, checkPresignerOptions, checkRegion } from './presigner-options.ts'
import { checkQueryParameters, type QueryParameters } from './query-parameters.ts'
import { createSigV2 } from './sig-v2.ts'
import { createSigV4 } from './sig-v4.ts'
import { addSignedHeader, checkSignedHeaders, type SignedHeaders } from './signed-headers.ts'

// Enough for the buckets that one credential is busy with; a forgotten address costs well under a microsecond.
const maxAddresses = 16

// The end of the year 9999: later times have no four-digit year.
const maxSignedAt = 253_402_300_799_999

const noQuery: QueryParameters = []
const noHeaders: SignedHeaders = []

/** Signs requests with one credential. */
export interface Presigner {
  /** Signs a request. Pure: the same request gives the same URL. Throws a `PresignError`. */
  readonly presign: (request: PresignRequest) => PresignedRequest
}

/**
 * Makes a presigner for one credential. It does no I/O and has no clock; it costs less than a URL and
 * holds a few kilobytes, so thousands can be kept side by side. Printing it reveals nothing.
 *
 * Throws a `PresignError`: `invalid_credentials`, `invalid_region`, `invalid_endpoint` or `invalid_option`.
 *
 * @example
 * const presigner = createPresigner({ credentials: { accessKeyId, secretAccessKey }, region: 'eu-central-1' })
 * const { url } = presigner.presign({
 *   method: 'GET', bucket: 'my-bucket', key: 'pdfs/report.pdf', expiresInSeconds: 300, signedAt: Date.now(),
 * })
 */
export function createPresigner(presignerOptions: PresignerOptions): Presigner {
  const options = checkPresignerOptions(presignerOptions)
  const findAddress = createAddressBook(options)
  const signQuery =
    options.signatureVersion === 'v2' ? createSigV2(options.credentials) : createSigV4(options.credentials)

  function presign(request: PresignRequest): PresignedRequest {
    const { method, bucket, key, expiresInSeconds, signedAt, region = options.region } = request
    checkMethod(method)
    const address = findAddress(bucket, region)
    const path = key === undefined ? address.bucketPath : `${address.pathPrefix}/${encodeKey(key)}`
    checkTimes(expiresInSeconds, signedAt)
    const acl = checkAcl(request)
    const query = request.query === undefined ? noQuery : checkQueryParameters(request.query)
    const headers = collectHeaders(request, options.aclPlacement === 'header' ? acl : undefined)
    const queryAcl = options.aclPlacement === 'query' ? acl : undefined
    // Both signature versions count in whole seconds.
    const signedAtSeconds = Math.floor(signedAt / 1000)
    const signedQuery = signQuery({
      method,
      bucket,
      region,
      address,
      path,
      signedAtSeconds,
      expiresInSeconds,
      queryAcl,
      query,
      headers,
    })
    return {
      url: `${address.origin}${path}?${signedQuery}`,
      method,
      headers: Object.fromEntries(headers),
      expiresAt: (signedAtSeconds + expiresInSeconds) * 1000,
    }
  }

  return Object.freeze({ presign })
}

/** Checks bucket and region, finds the bucket's address, and remembers the latest ones. */
function createAddressBook(options: CheckedOptions): (bucket: string, region: string) => BucketAddress {
  const addresses = new Map<string, BucketAddress>()
  let recent: { bucket: string; region: string; address: BucketAddress } | undefined

  function lookUp(bucket: string, region: string): BucketAddress {
    const name = `${region}/${bucket}`
    const known = addresses.get(name)
    if (known) return known
    if (region !== options.region) checkRegion(region, options.endpoint)
    const problem = findBucketProblem(bucket)
    if (problem !== undefined) throw new PresignError('invalid_bucket', `\`bucket\` ${problem}`)
    const address = addressBucket(bucket, region, options)
    setBounded(addresses, maxAddresses, [name, address])
    return address
  }

  return (bucket, region) => {
    if (recent !== undefined && recent.bucket === bucket && recent.region === region) return recent.address
    const address = lookUp(bucket, region)
    recent = { bucket, region, address }
    return address
  }
}

function encodeKey(key: string): string {
  const problem = findKeyProblem(key)
  if (problem !== undefined) throw new PresignError('invalid_key', `\`key\` ${problem}`)
  return percentEncodePath(key)
}

function checkMethod(method: string): void {
  if ((methods as readonly string[]).includes(method)) return
  throw new PresignError('invalid_method', `\`method\` must be one of ${methods.join(', ')}`)
}

function checkTimes(expiresInSeconds: number, signedAt: number): void {
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > maxExpiresInSeconds) {
    throw new PresignError(
      'invalid_expires_in',
      `\`expiresInSeconds\` must be a whole number from 1 to ${maxExpiresInSeconds}: seven days, the most S3 allows`,
    )
  }
  if (!Number.isFinite(signedAt) || signedAt < 0 || signedAt > maxSignedAt) {
    throw new PresignError('invalid_signed_at', '`signedAt` must be a time in epoch milliseconds, such as `Date.now()`')
  }
}

/** The ACL to send: none for `private`, which S3 does anyway and which breaks uploads where ACLs are disabled. */
function checkAcl({ acl, method }: PresignRequest): CannedAcl | undefined {
  if (acl === undefined) return undefined
  const problem = findAclProblem(acl, method)
  if (problem !== undefined) throw new PresignError('invalid_acl', `\`acl\` ${problem}`)
  return acl === 'private' ? undefined : acl
}

function collectHeaders({ headers }: PresignRequest, acl: CannedAcl | undefined): SignedHeaders {
  const checked = headers === undefined ? noHeaders : checkSignedHeaders(headers)
  return acl === undefined ? checked : addSignedHeader(checked, ['x-amz-acl', acl])
}
