import { findRegionProblem } from '@signpost/presign'
import type { Clock } from '../core/clock.ts'
import type { S3Client, S3Response } from './s3-client.ts'
import type { S3Target } from './s3-target.ts'

/** What S3 says of a bucket. */
export type BucketProbeResult =
  | {
      readonly kind: 'exists'
      /** The bucket's region, where it is another one than the credential's. */
      readonly region: string | undefined
      /** Whether the credential may list it. If not, that proves nothing about its objects. */
      readonly isListable: boolean
      /** How far our clock is ahead of S3's, milliseconds. */
      readonly clockAheadMs: number
    }
  | { readonly kind: 'missing' }
  /** The credential itself is wrong, disabled or expired; `code` is S3's word for it. */
  | { readonly kind: 'refused'; readonly code: string }
  | UnknownProbeResult

/** What S3 says of one object, asked only when the bucket may not be listed. */
export type ObjectProbeResult =
  | { readonly kind: 'readable' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | UnknownProbeResult

/** S3 did not answer, or not in a way that decides anything. */
export interface UnknownProbeResult {
  readonly kind: 'unknown'
  /** For "The bucket could not be checked: " + … */
  readonly reason: string
  /** Whether S3 as a whole seems to be away, not just this question to be odd. */
  readonly isOutage: boolean
}

/** Asks S3. Never throws: what went wrong is a finding. */
export interface BucketProbe {
  probeBucket(target: S3Target, bucket: string): Promise<BucketProbeResult>
  probeObject(target: S3Target, bucket: string, key: string, region: string | undefined): Promise<ObjectProbeResult>
}

/** Codes that say that the credential is not good, whatever the bucket. S3 API Reference, "Error responses". */
const refusedCodes: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'TokenRefreshRequired',
  'InvalidToken',
  'AccountProblem',
  'NotSignedUp',
  'AllAccessDisabled',
  'InvalidSecurity',
  // Cloudflare R2's word for an access key ID that it does not know.
  'Unauthorized',
])

/** Redirections and the answer to a signature for a wrong region: they name the right one. */
const redirectStatuses: ReadonlySet<number> = new Set([301, 307, 400])

/** A probe's URL is sent at once; its life only has to cover the timeout and a clock that is somewhat off. */
const probeExpiresInSeconds = 300

/** S3 takes a request that is dated up to 15 minutes ahead of its own clock. S3 API Reference, "RequestTimeTooSkewed". */
const earliestUseMs = 15 * 60_000

/** Builds the probe; its requests are signed by the credential's own presigner. */
export function createBucketProbe(client: S3Client, clock: Clock): BucketProbe {
  function sendBucketRequest(target: S3Target, bucket: string, region: string | undefined): Promise<S3Response> {
    // A listing, not HEAD: only an answer with a body says which error it is.
    const { url } = target.probePresigner().presign({
      method: 'GET',
      bucket,
      query: { 'list-type': '2', 'max-keys': '1' },
      expiresInSeconds: probeExpiresInSeconds,
      signedAt: clock(),
      ...(region === undefined ? {} : { region }),
    })
    return client.send('GET', url)
  }

  return {
    async probeBucket(target, bucket) {
      try {
        let answer = await sendBucketRequest(target, bucket, undefined)
        let region = readRegion(answer, target)
        if (region !== undefined && redirectStatuses.has(answer.status)) {
          answer = await sendBucketRequest(target, bucket, region)
          region = readRegion(answer, target) ?? region
        }
        return classifyBucket(answer, region, clock())
      } catch (error) {
        return { kind: 'unknown', reason: describeFailure(error), isOutage: true }
      }
    },

    async probeObject(target, bucket, key, region) {
      try {
        const { url } = target.probePresigner().presign({
          method: 'HEAD',
          bucket,
          key,
          expiresInSeconds: probeExpiresInSeconds,
          signedAt: clock(),
          ...(region === undefined ? {} : { region }),
        })
        return classifyObject(await client.send('HEAD', url))
      } catch (error) {
        return { kind: 'unknown', reason: describeFailure(error), isOutage: true }
      }
    },
  }
}

/** A region becomes a part of a host name, so what S3 says is checked like what a person says. */
function readRegion({ region }: S3Response, { credential }: S3Target): string | undefined {
  if (region === undefined || region === credential.region) return undefined
  return findRegionProblem(region) === undefined ? region : undefined
}

function classifyBucket(answer: S3Response, region: string | undefined, now: number): BucketProbeResult {
  const { status, errorCode } = answer
  const clockAheadMs = now - (answer.serverTime ?? now)
  if (errorCode === 'NoSuchBucket') return { kind: 'missing' }
  if (errorCode !== undefined && refusedCodes.has(errorCode)) return { kind: 'refused', code: errorCode }
  const isListable = status >= 200 && status < 300
  const isDenied = status === 403
  if (isDenied && isOutsideProbeLife(clockAheadMs)) {
    const reason = `the ${describeClock(clockAheadMs)}, so that S3 refuses every request`
    return { kind: 'unknown', reason, isOutage: false }
  }
  if (!isListable && (!isDenied || errorCode === 'RequestTimeTooSkewed')) return createOddFinding(answer)
  return { kind: 'exists', region, isListable, clockAheadMs }
}

/** Whether S3 saw the probe's URL before or after its life: then its "AccessDenied" is about that, and not about rights. */
function isOutsideProbeLife(clockAheadMs: number): boolean {
  return clockAheadMs > earliestUseMs || clockAheadMs < -probeExpiresInSeconds * 1000
}

/** How far the gateway's clock is from S3's, after "The ": "gateway’s clock is 90 seconds behind S3’s". */
export function describeClock(clockAheadMs: number): string {
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return `gateway’s clock is ${seconds} seconds ${clockAheadMs > 0 ? 'ahead of' : 'behind'} S3’s`
}

function classifyObject(answer: S3Response): ObjectProbeResult {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'readable' }
  if (status === 404) return { kind: 'absent' }
  if (status === 403) return { kind: 'denied' }
  return createOddFinding(answer)
}

function createOddFinding({ status, errorCode }: S3Response): UnknownProbeResult {
  const reason = `S3 answered ${status}${errorCode === undefined ? '' : ` ${errorCode}`}`
  return { kind: 'unknown', reason, isOutage: status >= 500 || status === 429 }
}

/** Only kinds of failures that are known are told apart; an error's own text could hold the signed URL. */
function describeFailure(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string }
  if (code === 'ERR_ADDRESS_NOT_ALLOWED') return 'its endpoint has a private address, which is not allowed here'
  if (name === 'TimeoutError' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'S3 did not answer within 2 seconds'
  return 'S3 cannot be reached'
}
