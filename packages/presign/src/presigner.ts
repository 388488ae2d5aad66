import { addressBucket, type BucketAddress, findHostBucketProblem } from './bucket-address.ts'
import { memoize } from './memoize.ts'
import { findBucketProblem, findKeyProblem, findWideBucketProblem } from './naming-rules.ts'
import { percentEncodePath } from './percent-encoding.ts'
import { PresignError } from './presign-error.ts'
import {
  type CannedAcl,
  checkAcl,
  checkMethod,
  checkTimes,
  type PresignedRequest,
  type PresignRequest,
} from './presign-request.ts'
import { type CheckedOptions, checkPresignerOptions, checkRegion, type PresignerOptions } from './presigner-options.ts'
import { checkQueryParameters, type QueryParameters } from './query-parameters.ts'
import { createSigV2 } from './sig-v2.ts'
import { createSigV4 } from './sig-v4.ts'
import { createFormSigner, type FormRequest, type SignedForm } from './sign-form.ts'
import { addSignedHeader, checkAbsentHeaders, checkSignedHeaders, type SignedHeaders } from './signed-headers.ts'

// Enough for the buckets that one credential uses at a time. Recomputing a dropped address takes well under a microsecond.
const maxAddresses = 16

const noQuery: QueryParameters = []
const noHeaders: SignedHeaders = []
const noNames: readonly string[] = []

/** Signs requests with one credential. */
export interface Presigner {
  /** Signs a request. Pure: the same request gives the same URL. Throws a `PresignError`. */
  readonly presign: (request: PresignRequest) => PresignedRequest
  /** Signs a form for an upload (a POST policy). Pure as well. Throws a `PresignError`. */
  readonly signForm: (request: FormRequest) => SignedForm
}

/**
 * Creates a presigner for one credential. It does no I/O and has no clock. Creating one costs less than signing a URL, and it
 * takes a few kilobytes, so a process can hold thousands. Printing it reveals no secret.
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
  const findAddress = memoize(maxAddresses, (region: string, bucket: string) => checkAddress(options, region, bucket))
  const signQuery =
    options.signatureVersion === 'v2' ? createSigV2(options.credentials) : createSigV4(options.credentials)

  function presign(request: PresignRequest): PresignedRequest {
    const { method, bucket, key, expiresInSeconds, signedAt, region = options.region } = request
    checkMethod(method)
    const address = findAddress(region, bucket)
    const canonicalPath = key === undefined ? address.bucketPath : `${address.pathPrefix}/${encodeKey(key)}`
    const path = canonicalPath.startsWith('//') ? escapeLeadingSlashes(canonicalPath) : canonicalPath
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
      canonicalPath,
      signedAtSeconds,
      expiresInSeconds,
      queryAcl,
      query,
      headers,
      absentHeaders:
        request.absentHeaders === undefined ? noNames : collectAbsentHeaders(request.absentHeaders, headers),
    })
    return {
      url: `${address.origin}${path}?${signedQuery}`,
      method,
      headers: Object.fromEntries(headers),
      expiresAt: (signedAtSeconds + expiresInSeconds) * 1000,
    }
  }

  // Created on first use, because most presigners never sign a form.
  let signForm: Presigner['signForm'] | undefined
  return Object.freeze({
    presign,
    signForm(request: FormRequest) {
      signForm ??= createFormSigner(options, findAddress)
      return signForm(request)
    },
  })
}

function checkAddress(options: CheckedOptions, region: string, bucket: string): BucketAddress {
  if (region !== options.region) checkRegion(region, options.endpoint)
  const findNameProblem = options.bucketNames === 'wide' ? findWideBucketProblem : findBucketProblem
  const problem = findNameProblem(bucket) ?? findHostBucketProblem(bucket, options.endpoint?.host, options.hasPathStyle)
  if (problem !== undefined) throw new PresignError('invalid_bucket', `\`bucket\` ${problem}`)
  return addressBucket(bucket, region, options)
}

/**
 * Escapes the slashes at the start of a key in virtual-host style, because some clients merge two slashes at the start of a
 * path. Stores decode the path before they write its canonical form, so the canonical path keeps plain slashes.
 */
function escapeLeadingSlashes(path: string): string {
  const rest = path.replace(/^\/+/, '')
  return `/${'%2F'.repeat(path.length - rest.length - 1)}${rest}`
}

function encodeKey(key: string): string {
  const problem = findKeyProblem(key)
  if (problem !== undefined) throw new PresignError('invalid_key', `\`key\` ${problem}`)
  return percentEncodePath(key)
}

function collectHeaders({ headers }: PresignRequest, acl: CannedAcl | undefined): SignedHeaders {
  const checked = headers === undefined ? noHeaders : checkSignedHeaders(headers)
  return acl === undefined ? checked : addSignedHeader(checked, ['x-amz-acl', acl])
}

// Caches the check of frozen lists, which cannot change.
const checkedNames = new WeakMap<readonly string[], readonly string[]>()

function collectAbsentHeaders(names: readonly string[], headers: SignedHeaders): readonly string[] {
  let checked = checkedNames.get(names)
  if (checked === undefined) {
    checked = checkAbsentHeaders(names)
    if (Object.isFrozen(names)) checkedNames.set(names, checked)
  }
  if (headers.length === 0) return checked
  return checked.filter((name) => headers.every(([signed]) => signed !== name))
}
