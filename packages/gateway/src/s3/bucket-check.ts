import type { Access } from '../core/access.ts'
import { channels } from '../core/channels.ts'
import type { Clock } from '../core/clock.ts'
import { type CountsLookups, countLookup, createLookupCounters } from '../core/counters.ts'
import type { ErrorCode } from '../core/error-table.ts'
import { andThen, type MaybePromise } from '../core/maybe-promise.ts'
import {
  type BucketProbe,
  type BucketProbeResult,
  describeClock,
  type ObjectProbeResult,
  type UnknownProbeResult,
} from './bucket-probe.ts'
import type { CircuitBreakers } from './circuit-breaker.ts'
import { createCredentialMap, createProbeCache, type ProbeCache } from './probe-cache.ts'
import type { S3Target } from './s3-caller.ts'
import { awayReason } from './s3-error.ts'

/** What the check says about a bucket and an object. */
export interface BucketCheckResult {
  /** The bucket's own region, where it differs from the credential's. */
  readonly region: string | undefined
  /** Sentences for the response's `warnings`. */
  readonly warnings: readonly string[]
  /** Why no URL should be signed: S3 says that it would not work. */
  readonly refusal?: { readonly code: ErrorCode; readonly message?: string }
}

/** Asks S3 about buckets before URLs are signed for them, and remembers the answers. */
export interface BucketCheck {
  /** Waits for the network only at the first use of a bucket, and for at most 2 s for each request. */
  check(target: S3Target, object: Access): MaybePromise<BucketCheckResult>
}

const signable: BucketCheckResult = { region: undefined, warnings: [] }

/** The check when it is switched off: everything is signed as requested. */
export const uncheckedBuckets: BucketCheck & CountsLookups = {
  lookups: createLookupCounters(),
  check: () => signable,
}

const minuteMs = 60_000
const existsFreshMs = 10 * minuteMs
/** An operator may fix a missing bucket or a denied object at any moment, so the check soon asks again. */
const problemFreshMs = 15_000
/** While S3 is away, the last known region of a bucket is still used. */
const existsStaleMs = 24 * 60 * minuteMs
const skewWarningMs = minuteMs

/**
 * Builds the check over a probe.
 * @param breakers the circuit breakers of the caller that the probe uses
 */
export function createBucketCheck(
  probe: BucketProbe,
  breakers: CircuitBreakers,
  clock: Clock,
): BucketCheck & CountsLookups {
  const lookups = createLookupCounters()
  const caches = createCredentialMap(() => ({
    buckets: createProbeCache(bucketLifetime, clock),
    objects: createProbeCache(objectLifetime, clock),
  }))

  /** Finds a remembered result. If there is none, asks the network, unless S3 is known to be away. */
  function find<Result>(
    cache: ProbeCache<Result>,
    key: string,
    { credential }: S3Target,
    load: () => Promise<Result>,
  ): Result | UnknownProbeResult | Promise<Result> {
    const kept = cache.peek(key)
    countLookup(lookups, kept)
    if (kept?.isFresh === true) return kept.result
    const state = breakers.of(credential).state()
    if (state === 'open') return kept?.result ?? away
    const fetched = cache.fetch(key, () => channels.s3Probe.tracePromise(load, {}))
    // The result is stale, or S3 was away: the request does not wait for the new answer.
    if (kept !== undefined) return kept.result
    return state === 'half-open' ? away : fetched
  }

  function decide(probed: BucketProbeResult, target: S3Target, object: Access): MaybePromise<BucketCheckResult> {
    if (probed.kind === 'missing') return { ...signable, refusal: { code: 'bucket_not_found' } }
    if (probed.kind === 'refused') {
      const message = `S3 refuses the stored credential: ${probed.code}.`
      return { ...signable, refusal: { code: 'credential_refused', message } }
    }
    if (probed.kind === 'unknown') {
      if (object.doneBy === 'gateway') return signable
      return { ...signable, warnings: [`The bucket could not be checked: ${probed.reason}.`] }
    }
    const { region } = probed
    const { action, bucket, key, versionId, doneBy } = object
    if (doneBy === 'gateway') return { region, warnings: [] }
    const warnings = listClockWarnings(probed.clockAheadMs)
    if (probed.isListable) return { region, warnings }
    if (action !== 'download') {
      const text = `The credential may not list the bucket, so whether it may ${action} could not be checked.`
      return { region, warnings: [...warnings, text] }
    }
    if (object.isBulk === true) {
      const text = 'The credential may not list the bucket, so whether the object is there was not checked.'
      return { region, warnings: [...warnings, text] }
    }
    const paysRequest = asksToPay(object)
    const load = () => probe.probeObject(target, { bucket, key, versionId, paysRequest }, region)
    const { objects } = caches.of(target.credential)
    const name = nameQuestion(
      versionId === undefined ? `${bucket}/${key}` : `${bucket}/${key}\0${versionId}`,
      paysRequest,
    )
    return andThen<ObjectProbeResult, BucketCheckResult>(find(objects, name, target, load), (result) =>
      decideDownload(result, region, warnings),
    )
  }

  return {
    lookups,
    check(target, object) {
      const { bucket } = object
      const { buckets } = caches.of(target.credential)
      const paysRequest = asksToPay(object)
      const load = () => probe.probeBucket(target, bucket, paysRequest)
      const probed = find(buckets, nameQuestion(bucket, paysRequest), target, load)
      return andThen<BucketProbeResult, BucketCheckResult>(probed, (result) => decide(result, target, object))
    },
  }
}

/** Names a question. Requests with and without payment are two questions, because S3 may deny only the one without. */
function nameQuestion(name: string, paysRequest: boolean): string {
  return paysRequest ? `${name}\0requester` : name
}

function asksToPay({ features }: Access): boolean {
  return features?.some(({ feature }) => feature === 'request_payer') === true
}

const away: UnknownProbeResult = { kind: 'unknown', reason: awayReason, isOutage: true }

const bucketLifetime = {
  freshMs: (probed: BucketProbeResult) => (probed.kind === 'exists' ? existsFreshMs : chooseProblemLifetime(probed)),
  staleMs: ({ kind }: BucketProbeResult) => (kind === 'exists' ? existsStaleMs : 0),
}

const objectLifetime = {
  freshMs: (probed: ObjectProbeResult) => (probed.kind === 'readable' ? existsFreshMs : chooseProblemLifetime(probed)),
  staleMs: ({ kind }: ObjectProbeResult) => (kind === 'readable' ? existsStaleMs : 0),
}

/** An outage is not remembered here, because the circuit breaker remembers it. */
function chooseProblemLifetime(probed: BucketProbeResult | ObjectProbeResult): number {
  return probed.kind === 'unknown' && probed.isOutage ? 0 : problemFreshMs
}

function decideDownload(
  probed: ObjectProbeResult,
  region: string | undefined,
  warnings: readonly string[],
): BucketCheckResult {
  if (probed.kind === 'denied') return { region, warnings, refusal: { code: 'access_denied' } }
  if (probed.kind === 'absent') return { region, warnings: [...warnings, 'The object does not exist at this moment.'] }
  if (probed.kind === 'unknown') {
    return { region, warnings: [...warnings, `The object could not be checked: ${probed.reason}.`] }
  }
  return { region, warnings }
}

function listClockWarnings(clockAheadMs: number): string[] {
  if (Math.abs(clockAheadMs) <= skewWarningMs) return []
  return [`The ${describeClock(clockAheadMs)}: the URL may be refused, or may expire at another time.`]
}
