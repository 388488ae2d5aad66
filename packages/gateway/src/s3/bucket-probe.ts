import type { Clock } from '../core/clock.ts'
import { type HeadObjectParams, headObject } from './requests/head-object.ts'
import { listObjectsV2 } from './requests/list-objects-v2.ts'
import type { S3Target } from './s3-caller.ts'
import { callExpiresInSeconds, type S3Caller } from './s3-caller.ts'
import {
  describeForOperator,
  isCredentialRefusal,
  isOutage,
  readServerTime,
  S3Error,
  S3Unreachable,
} from './s3-error.ts'
import type { S3Response } from './s3-request.ts'

/** What S3 says about a bucket. */
export type BucketProbeResult =
  | {
      readonly kind: 'exists'
      /** The bucket's region, where it differs from the credential's. */
      readonly region: string | undefined
      /** Whether the credential may list the bucket. If it may not, that proves nothing about the objects. */
      readonly isListable: boolean
      /** How far our clock is ahead of S3's, milliseconds. */
      readonly clockAheadMs: number
    }
  | { readonly kind: 'missing' }
  /** The credential itself is wrong, disabled or expired; `code` is S3's error code. */
  | { readonly kind: 'refused'; readonly code: string }
  | UnknownProbeResult

/** What S3 says about one object. The probe asks only when the credential may not list the bucket. */
export type ObjectProbeResult =
  | { readonly kind: 'readable' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | UnknownProbeResult

/** S3 did not answer, or its response decides nothing. */
export interface UnknownProbeResult {
  readonly kind: 'unknown'
  /** For "The bucket could not be checked: " + … */
  readonly reason: string
  /** S3's error code, where it gave one. */
  readonly code?: string | undefined
  /** The same reason with the address and what to do, only for the operator. */
  readonly operatorReason?: string
  /** Whether S3 as a whole seems to be away; false when only this question got no usable answer. */
  readonly isOutage: boolean
  /** Our clock and S3's are too far apart for any request. */
  readonly isClockOff?: true
}

/** Asks S3. It never throws: a failure is a result. */
export interface BucketProbe {
  /** @param paysRequest whether the credential's account pays, as a Requester Pays bucket requires it */
  probeBucket(target: S3Target, bucket: string, paysRequest?: boolean): Promise<BucketProbeResult>
  probeObject(target: S3Target, object: HeadObjectParams, region: string | undefined): Promise<ObjectProbeResult>
}

/** S3 accepts a request that is dated up to 15 minutes ahead of its own clock. S3 API Reference, "RequestTimeTooSkewed". */
const earliestUseMs = 15 * 60_000

/** Builds the probe. */
export function createBucketProbe(caller: S3Caller, clock: Clock): BucketProbe {
  return {
    async probeBucket(target, bucket, paysRequest = false) {
      // The probe lists the bucket and does not use HEAD, because only a response with a body names the error.
      const listing = listObjectsV2({ bucket, limit: 1, paysRequest })
      const parse = (response: S3Response) => {
        // The body only has to be a listing: region and time are in the headers.
        listing.parse(response)
        return response
      }
      try {
        const response = await caller.call(target, { ...listing, parse }, { now: clock() })
        const clockAheadMs = measureClock(readServerTime(response), clock())
        return { kind: 'exists', region: chooseRegion(response.bucketRegion, target), isListable: true, clockAheadMs }
      } catch (error) {
        return error instanceof S3Error ? classifyBucketError(error, target, clock()) : createUnknownResult(error)
      }
    },

    async probeObject(target, object, region) {
      try {
        await caller.call(target, headObject(object), { now: clock(), region })
        return { kind: 'readable' }
      } catch (error) {
        if (error instanceof S3Error && error.status === 404) return { kind: 'absent' }
        if (error instanceof S3Error && error.status === 403) return { kind: 'denied' }
        return createUnknownResult(error)
      }
    },
  }
}

function chooseRegion(bucketRegion: string | undefined, { credential }: S3Target): string | undefined {
  return bucketRegion === credential.region ? undefined : bucketRegion
}

function measureClock(serverTime: number | undefined, now: number): number {
  return now - (serverTime ?? now)
}

function classifyBucketError(error: S3Error, target: S3Target, now: number): BucketProbeResult {
  const { status, code } = error
  const clockAheadMs = measureClock(error.serverTime, now)
  if (code === 'NoSuchBucket') return { kind: 'missing' }
  if (code !== undefined && isCredentialRefusal(error)) return { kind: 'refused', code }
  if (status !== 403) return createUnknownResult(error)
  // S3 saw the URL before or after its lifetime, so "AccessDenied" is about the time, not about rights.
  if (clockAheadMs > earliestUseMs || clockAheadMs < -callExpiresInSeconds * 1000) {
    const reason = `the ${describeClock(clockAheadMs)}, so S3 refuses every request`
    return { kind: 'unknown', reason, isOutage: false, isClockOff: true }
  }
  if (code === 'RequestTimeTooSkewed') return { ...createUnknownResult(error), isClockOff: true }
  return { kind: 'exists', region: chooseRegion(error.bucketRegion, target), isListable: false, clockAheadMs }
}

/** Describes how far the gateway's clock is from S3's, in words that follow "The ": "gateway’s clock is 90 seconds behind S3’s". */
export function describeClock(clockAheadMs: number): string {
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return `gateway’s clock is ${seconds} seconds ${clockAheadMs > 0 ? 'ahead of' : 'behind'} S3’s`
}

/** Makes a result of an error. Only the texts of our own errors are used, because they certainly contain no signed URL. */
function createUnknownResult(error: unknown): UnknownProbeResult {
  if (error instanceof S3Error) {
    return { kind: 'unknown', reason: error.message, code: error.code, isOutage: isOutage(error) }
  }
  const unreachable = error instanceof S3Unreachable ? error : new S3Unreachable()
  const operatorReason = describeForOperator(unreachable)
  return { kind: 'unknown', reason: unreachable.message, operatorReason, isOutage: true }
}
