import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'
import { countLookup, createLookupCounters, type LookupCounters } from '../core/counters.ts'
import {
  type BucketProbe,
  type BucketProbeResult,
  describeClock,
  type ObjectProbeResult,
  type UnknownProbeResult,
} from './bucket-probe.ts'
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts'
import { createProbeCache, type ProbeCache } from './probe-cache.ts'
import type { S3Object, S3Target } from './s3-target.ts'

/** What the check says of a bucket and an object that may be signed for. */
export interface BucketVerdict {
  /** The bucket's own region, where it is another one than the credential's. */
  readonly region: string | undefined
  /** Sentences for the answer's `warnings`. */
  readonly warnings: readonly string[]
}

/** Asks S3 about buckets before URLs are signed for them, and remembers what it said. */
export interface BucketCheck {
  /**
   * The verdict for one object. The network is waited for only at the first use of a bucket, 2 s at most.
   * @throws AppError `bucket_not_found`, `credential_refused` or `access_denied` when S3 says so
   */
  check(target: S3Target, object: S3Object): BucketVerdict | Promise<BucketVerdict>
  /** How many credentials' endpoints are away now. */
  countAway(): number
}

const noVerdict: BucketVerdict = { region: undefined, warnings: [] }

/** The check that is switched off: everything is signed for as asked. */
export const uncheckedBuckets: BucketCheck = { check: () => noVerdict, countAway: () => 0 }

const minuteMs = 60_000
const existsFreshMs = 10 * minuteMs
/** What may be put right at any moment, a missing bucket or a denied object, is asked for again soon. */
const problemFreshMs = 15_000
/** While S3 is away, a bucket's region is still used as it was last known. */
const existsStaleMs = 24 * 60 * minuteMs
const skewWarningMs = minuteMs

/** What is remembered for one credential, as long as it stays the same. */
interface TargetMemory {
  readonly lookups: LookupCounters
  readonly fingerprint: string
  readonly breaker: CircuitBreaker
  readonly buckets: ProbeCache<BucketProbeResult>
  readonly objects: ProbeCache<ObjectProbeResult>
}

/** Builds the check over a probe. */
export function createBucketCheck(probe: BucketProbe, clock: Clock, lookups = createLookupCounters()): BucketCheck {
  const memories = new Map<string, TargetMemory>()

  function recall({ credential }: S3Target): TargetMemory {
    const known = memories.get(credential.id)
    // A sealed secret is new each time that it is sealed, so it tells one version of a credential from the next.
    if (known?.fingerprint === credential.sealedSecret) return known
    const memory: TargetMemory = {
      lookups,
      fingerprint: credential.sealedSecret,
      breaker: createCircuitBreaker(clock),
      buckets: createProbeCache(bucketLifetime, clock),
      objects: createProbeCache(objectLifetime, clock),
    }
    memories.set(credential.id, memory)
    return memory
  }

  function findBucket(memory: TargetMemory, target: S3Target, bucket: string) {
    return find(memory, memory.buckets, bucket, () => probe.probeBucket(target, bucket))
  }

  function findObject(memory: TargetMemory, target: S3Target, { bucket, key }: S3Object, region: string | undefined) {
    const load = () => probe.probeObject(target, bucket, key, region)
    return find(memory, memory.objects, `${bucket}/${key}`, load)
  }

  async function decide(finding: Promise<BucketProbeResult>, memory: TargetMemory, target: S3Target, object: S3Object) {
    return judge(await finding, memory, target, object)
  }

  function judge(finding: BucketProbeResult, memory: TargetMemory, target: S3Target, object: S3Object) {
    if (finding.kind === 'missing') throw new AppError('bucket_not_found')
    if (finding.kind === 'refused') throw new AppError('credential_refused', { message: describeRefusal(finding.code) })
    if (finding.kind === 'unknown') {
      return { region: undefined, warnings: [`The bucket could not be checked: ${finding.reason}.`] }
    }
    const warnings = describeSkew(finding.clockAheadMs)
    if (finding.isListable) return { region: finding.region, warnings }
    if (object.action === 'upload') {
      const text = 'The credential may not list the bucket, so whether it may upload could not be checked.'
      return { region: finding.region, warnings: [...warnings, text] }
    }
    const objectFinding = findObject(memory, target, object, finding.region)
    return objectFinding instanceof Promise
      ? objectFinding.then((found) => judgeDownload(found, finding.region, warnings))
      : judgeDownload(objectFinding, finding.region, warnings)
  }

  return {
    check(target, object) {
      const memory = recall(target)
      const finding = findBucket(memory, target, object.bucket)
      return finding instanceof Promise
        ? decide(finding, memory, target, object)
        : judge(finding, memory, target, object)
    },
    countAway: () => [...memories.values()].filter(({ breaker }) => breaker.isAway()).length,
  }
}

const away: UnknownProbeResult = { kind: 'unknown', reason: 'S3 could not be reached a moment ago', isOutage: true }

/** A remembered finding if there is one; else one from the network, unless S3 is known to be away. */
function find<Finding extends BucketProbeResult | ObjectProbeResult>(
  { breaker, lookups }: TargetMemory,
  cache: ProbeCache<Finding>,
  key: string,
  load: () => Promise<Finding>,
): Finding | UnknownProbeResult | Promise<Finding> {
  const kept = cache.peek(key)
  countLookup(lookups, kept)
  if (kept?.isFresh === true) return kept.finding
  const state = breaker.state()
  if (state === 'open') return kept?.finding ?? away
  const fetched = cache.fetch(key, async () => {
    const finding = await load()
    if (finding.kind === 'unknown' && finding.isOutage) breaker.fail()
    else breaker.succeed()
    return finding
  })
  // Past its time, or S3 was away: the answer does not wait for what the network says now.
  if (kept !== undefined) return kept.finding
  return state === 'half-open' ? away : fetched
}

const bucketLifetime = {
  freshMs: (finding: BucketProbeResult) => (finding.kind === 'exists' ? existsFreshMs : chooseProblemLifetime(finding)),
  staleMs: ({ kind }: BucketProbeResult) => (kind === 'exists' ? existsStaleMs : 0),
}

const objectLifetime = {
  freshMs: (finding: ObjectProbeResult) =>
    finding.kind === 'readable' ? existsFreshMs : chooseProblemLifetime(finding),
  staleMs: ({ kind }: ObjectProbeResult) => (kind === 'readable' ? existsStaleMs : 0),
}

/** An outage is the circuit breaker's to remember. */
function chooseProblemLifetime(finding: BucketProbeResult | ObjectProbeResult): number {
  return finding.kind === 'unknown' && finding.isOutage ? 0 : problemFreshMs
}

function judgeDownload(finding: ObjectProbeResult, region: string | undefined, warnings: string[]): BucketVerdict {
  if (finding.kind === 'denied') throw new AppError('access_denied')
  if (finding.kind === 'absent') return { region, warnings: [...warnings, 'The object does not exist at this moment.'] }
  if (finding.kind === 'unknown') {
    return { region, warnings: [...warnings, `The object could not be checked: ${finding.reason}.`] }
  }
  return { region, warnings }
}

function describeRefusal(code: string): string {
  return `S3 refuses the stored credential: ${code}.`
}

function describeSkew(clockAheadMs: number): string[] {
  if (Math.abs(clockAheadMs) <= skewWarningMs) return []
  return [`The ${describeClock(clockAheadMs)}: the URL may be refused or end at another time.`]
}
