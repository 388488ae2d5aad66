import assert from 'node:assert/strict'
import type { Credential } from '../../src/core/model.ts'
import { createBucketCheck } from '../../src/s3/bucket-check.ts'
import type { BucketProbeResult, ObjectProbeResult } from '../../src/s3/bucket-probe.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import type { HeadObjectParams } from '../../src/s3/requests/head-object.ts'
import type { S3Target } from '../../src/s3/s3-caller.ts'

/** A bucket that exists and may be listed. */
export const listable: Extract<BucketProbeResult, { kind: 'exists' }> = {
  kind: 'exists',
  region: undefined,
  isListable: true,
  clockAheadMs: 0,
}

/** The result when S3 does not answer. */
export const outage: BucketProbeResult & ObjectProbeResult = {
  kind: 'unknown',
  reason: 'S3 cannot be reached',
  isOutage: true,
}

/** Makes a bucket check over a probe and a clock that the test controls. */
export function createBucketCheckStand() {
  const stand = {
    /** Epoch milliseconds. */
    now: 1_000_000,
    /** The buckets and objects that were probed, in order. */
    asked: [] as string[],
    bucketResult: listable as BucketProbeResult,
    objectResult: { kind: 'readable' } as ObjectProbeResult,
  }
  const clock = () => stand.now
  const breakers = createCircuitBreakers(clock)

  /** Tells the circuit breaker the result, as the caller below the real probe does. */
  function tellBreaker({ credential }: S3Target, result: BucketProbeResult | ObjectProbeResult): void {
    if (result.kind === 'unknown' && result.isOutage) breakers.of(credential).fail()
    else breakers.of(credential).succeed()
  }

  const probe = {
    async probeBucket(target: S3Target, bucket: string, paysRequest?: boolean) {
      stand.asked.push(bucket + (paysRequest === true ? ' as payer' : ''))
      tellBreaker(target, stand.bucketResult)
      return stand.bucketResult
    },
    async probeObject(target: S3Target, { bucket, key, versionId = '', paysRequest }: HeadObjectParams) {
      stand.asked.push(`${bucket}/${key}${versionId}${paysRequest === true ? ' as payer' : ''}`)
      tellBreaker(target, stand.objectResult)
      return stand.objectResult
    },
  }
  return Object.assign(stand, { breakers, check: createBucketCheck(probe, breakers, clock) })
}

/** Makes a target whose credential must not sign anything. */
export function createUnsignedTarget(sealedSecret = 'v1.a', id = 'cred_1'): S3Target {
  return {
    credential: { id, sealedSecret } as Credential,
    probePresigner: () => assert.fail('the check must not sign anything itself'),
  }
}
